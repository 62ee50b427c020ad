import { isWithin, touches, type Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder } from "../compiler/1-syntax/walk-tree.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Node, Placement } from "../compiler/4-graph/graph.ts";
import { countNode, type Count } from "../compiler/analyses/count.ts";
import { primitiveTable } from "../compiler/ops/registry.generated.ts";
import { showDims } from "../compiler/ops/kit/dims.ts";
import type { Program } from "../compiler/program.ts";
import { placementsIn, type Placed } from "./placements.ts";

/** Which of a declaration's placements is shown, by its file and name; of others the first. */
export type Choices = ReadonlyMap<string, number>;

export const choiceKey = (path: string, name: string): string => `${path} ${name}`;

/** Which of so many placements is shown. */
export const chosenOf = ({ source }: Module, { name }: ast.Declaration, count: number, choices: Choices): number => {
  const chosen = choices.get(choiceKey(source.path, name.text)) ?? 0;
  return chosen > 0 && chosen < count ? chosen : 0;
};

/** Shapes of what steps and bindings give. */
export interface Shapes {
  /** By where a step ends. */
  readonly steps: ReadonlyMap<number, string>;
  /** By where a binding's name begins. */
  readonly bindings: ReadonlyMap<number, string>;
}

/** `files`: where placements of what this file itself doesn't place are looked for. */
export interface ShapesAsked {
  readonly files?: readonly string[];
  readonly choices?: Choices;
}

/** Of one item of a file, in the placement of it that was chosen. */
export const shapesOf = (
  program: Program,
  module: Module,
  item: ast.Item,
  { files = [], choices = new Map() }: ShapesAsked = {},
): Shapes => {
  const placements = placementsIn(program, module, files);
  const all = item.kind === "Declaration" ? placements.of(item) : [];
  const shown = item.kind === "Declaration" ? all[chosenOf(module, item, all.length, choices)] : undefined;
  return byPlace(item, shown ? shapesIn(shown, item.span) : looseShapes(placements.loose, item.span));
};

/** What one step or call comes to. */
export interface StepFacts {
  /** Of the tensor that flows in. */
  readonly input?: string;
  readonly output: string;
  /** Of what has weights or costs. */
  readonly count: Count;
  /** In which placement of the item around it that is, and who placed that: innermost first. */
  readonly within: readonly string[];
}

/** What the step that stands at `span` comes to, in the placement of its item that is shown. */
export const stepFacts = (
  program: Program,
  module: Module,
  item: ast.Declaration,
  { span, files = [], choices = new Map() }: ShapesAsked & { readonly span: Span },
): StepFacts | undefined => {
  const all = placementsIn(program, module, files).of(item);
  const shown = all[chosenOf(module, item, all.length, choices)];
  if (!shown) return undefined;
  const within = waysTo(shown);
  const child = shown.placement.children.find((each) => keyOf(each.span) === keyOf(span));
  const [result, ...more] = child?.results ?? [];
  if (child && result && more.length === 0) {
    const [input] = child.inputs;
    return { ...(input && { input: shapeOf(input) }), output: shapeOf(result), count: shown.count(child), within };
  }
  const node = shown.nodes.findLast(({ origin, variable }) => !variable && keyOf(origin.span) === keyOf(span));
  if (!node) return undefined;
  const [input] = node.operands;
  const output = shapeOf(node);
  return { ...(input && { input: shapeOf(input) }), output, count: countNode(node, primitiveTable), within };
};

const waysTo = (placed: Placed): readonly string[] => {
  const way: string[] = [];
  for (let at: Placement | undefined = placed.placement; at; at = at.parent)
    if (typeof at.declaration !== "string") way.push(titleOf(placed, at));
  return way;
};

/** The item of a file that a place is in. */
export const itemAt = ({ file }: Module, offset: number): ast.Item | undefined =>
  file.items.find(({ span }) => touches(span, offset));

const looseShapes = (loose: readonly Node[], within: Span): ReadonlyMap<string, string> =>
  new Map(
    loose.filter(({ origin }) => isWithin(origin.span, within)).map((node) => [keyOf(node.origin.span), shapeOf(node)]),
  );

/** What a declaration's steps come to in one placement. A placed block or operation gives its result, else its last node counts. */
const shapesIn = ({ placement, nodes }: Placed, within: Span): ReadonlyMap<string, string> => {
  const shapes = new Map<string, string>();
  for (const node of nodes)
    if (!node.variable && isWithin(node.origin.span, within)) shapes.set(keyOf(node.origin.span), shapeOf(node));
  const results = new Map<string, string>();
  for (const { results: given, span } of placement.children) {
    const [result, ...more] = given;
    if (result && more.length === 0 && isWithin(span, within) && !results.has(keyOf(span)))
      results.set(keyOf(span), shapeOf(result));
  }
  return new Map([...shapes, ...results]);
};

/** Of one picture: the batch is left out. */
const shapeOf = ({ type }: Node): string =>
  type.dims.every(({ axis }) => axis === "batch") ? "number" : showDims(type.dims);

const keyOf = ({ start, end }: Span): string => `${start} ${end}`;

const byPlace = (item: ast.Item, noted: ReadonlyMap<string, string>): Shapes => {
  const steps = new Map<number, string>();
  const bindings = new Map<number, string>();
  for (const node of nodesUnder(item)) {
    if (node.kind === "PlaceStep") {
      const shape = noted.get(keyOf(node.span));
      if (shape !== undefined) steps.set(node.span.end, shape);
    } else if (node.kind === "Binding" && node.path[0]) {
      const shape = shapeOfValue(node.value, noted);
      if (shape === undefined) continue;
      bindings.set(node.path[0].span.start, shape);
      steps.set(node.value.span.end, shape);
    }
  }
  return { steps, bindings };
};

/** A chain is as its last step is; of two branches one alone was taken. */
const shapeOfValue = (value: ast.Expression | ast.Step, noted: ReadonlyMap<string, string>): string | undefined => {
  switch (value.kind) {
    case "Chain":
    case "RepeatStep": {
      const last = value.steps.at(-1);
      return last && shapeOfValue(last, noted);
    }
    case "Parenthesized":
      return shapeOfValue(value.inner, noted);
    case "If":
      return shapeOfValue(value.then, noted) ?? (value.otherwise && shapeOfValue(value.otherwise, noted));
    default:
      return noted.get(keyOf(value.span));
  }
};

/** The placements of one of a file's declarations, as a person would name them. */
export const placementTitles = (
  program: Program,
  module: Module,
  item: ast.Declaration,
  files: readonly string[],
): readonly string[] =>
  placementsIn(program, module, files)
    .of(item)
    .map((placed) => titleOf(placed));

/** `stage1/unit2 of Net: Unit(16) on 32×32×16`; of the placement or one that it is in. */
export const titleOf = ({ placement, of }: Placed, shown: Placement = placement): string => {
  const [input] = shown.inputs;
  const on = input ? ` on ${shapeOf(input)}` : "";
  return shown.parent ? `${shown.path} of ${of}: ${shown.title}${on}` : `${of}${on}`;
};
