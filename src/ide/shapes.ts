import type { Span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder } from "../compiler/1-syntax/walk-tree.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Node, Placement } from "../compiler/4-graph/graph.ts";
import { showDims } from "../compiler/ops/kit/dims.ts";
import type { Program } from "../compiler/program.ts";
import { placementsIn, type Placed } from "./placements.ts";

/** Which of a declaration's placements is shown, by its file and name; of others the first. */
export type Choices = ReadonlyMap<string, number>;

export const choiceKey = (path: string, name: string): string => `${path} ${name}`;

/** Which of so many placements is shown. */
export const chosenOf = ({ source }: Module, { name }: ast.Declaration, count: number, choices: Choices): number => {
  const chosen = choices.get(choiceKey(source.path, name.text)) ?? 0;
  return chosen < count ? chosen : 0;
};

/** Shapes of what a file's steps and bindings give, in one placement of each of its declarations. */
export interface Shapes {
  /** By where a step ends. */
  readonly steps: ReadonlyMap<number, string>;
  /** By where a binding's name begins. */
  readonly bindings: ReadonlyMap<number, string>;
}

const known = new WeakMap<Program, Map<Module, { readonly choices: string; readonly shapes: Shapes }>>();

/** `files`: where placements of what this file itself doesn't place are looked for. */
export const shapesIn = (
  program: Program,
  module: Module,
  files: readonly string[] = [],
  choices: Choices = new Map(),
): Shapes => {
  const ofProgram = known.get(program) ?? new Map<Module, { readonly choices: string; readonly shapes: Shapes }>();
  known.set(program, ofProgram);
  const key = JSON.stringify([...choices]);
  const before = ofProgram.get(module);
  if (before?.choices === key) return before.shapes;
  const shapes = findShapes(program, module, files, choices);
  ofProgram.set(module, { choices: key, shapes });
  return shapes;
};

const findShapes = (program: Program, module: Module, files: readonly string[], choices: Choices): Shapes => {
  const placed = placementsIn(program, module, files);
  const noted = new Map<string, string>();
  for (const item of module.file.items) {
    if (item.kind !== "Declaration") continue;
    const all = placed.of(item);
    const shown = all[chosenOf(module, item, all.length, choices)];
    if (shown) for (const [place, shape] of shapesOf(shown, item.span)) noted.set(place, shape);
  }
  for (const node of placed.loose)
    if (!noted.has(keyOf(node.origin.span))) noted.set(keyOf(node.origin.span), shapeOf(node));
  return byPlace(module, noted);
};

/** What a declaration's steps come to in one placement. A placed block or operation gives its result, else its last node counts. */
const shapesOf = ({ placement, nodes }: Placed, within: Span): ReadonlyMap<string, string> => {
  const shapes = new Map<string, string>();
  for (const node of nodes)
    if (!node.variable && holds(within, node.origin.span)) shapes.set(keyOf(node.origin.span), shapeOf(node));
  const results = new Map<string, string>();
  for (const { results: given, span } of placement.children) {
    const [result, ...more] = given;
    if (result && more.length === 0 && holds(within, span) && !results.has(keyOf(span)))
      results.set(keyOf(span), shapeOf(result));
  }
  return new Map([...shapes, ...results]);
};

const shapeOf = ({ type }: Node): string => showDims(type.dims);

const keyOf = ({ start, end }: Span): string => `${start} ${end}`;

export const holds = (outer: Span, inner: Span): boolean =>
  inner.source.path === outer.source.path && inner.start >= outer.start && inner.end <= outer.end;

const byPlace = (module: Module, noted: ReadonlyMap<string, string>): Shapes => {
  const steps = new Map<number, string>();
  const bindings = new Map<number, string>();
  const shapeAt = ({ span }: ast.Expression) => noted.get(keyOf(span));
  for (const node of nodesUnder(module.file)) {
    if (node.kind === "PlaceStep") {
      const shape = noted.get(keyOf(node.span));
      if (shape !== undefined) steps.set(node.span.end, shape);
    } else if (node.kind === "Binding" && node.path[0]) {
      const last = node.value.kind === "Chain" ? node.value.steps.at(-1) : node.value;
      const shape = last && shapeAt(last as ast.Expression);
      if (shape !== undefined) bindings.set(node.path[0].span.start, shape);
    }
  }
  return { steps, bindings };
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
    .map(({ placement }) => titleOf(placement));

/** `stage1/unit2 of Net: Unit(16) on 32×32×16` */
export const titleOf = (placement: Placement): string => {
  const [input] = placement.inputs;
  let root = placement;
  while (root.parent) root = root.parent;
  const place = placement === root ? "" : `${placement.path} of ${root.title}: `;
  return `${place}${placement.title}${input ? ` on ${shapeOf(input)}` : ""}`;
};
