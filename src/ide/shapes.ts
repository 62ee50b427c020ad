import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder } from "../compiler/1-syntax/walk-tree.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Node, Placement } from "../compiler/4-graph/graph.ts";
import { showDims } from "../compiler/ops/kit/dims.ts";
import type { Program } from "../compiler/program.ts";

/** Shapes of what a file's steps and bindings give, where its networks place them; of several placements the first. */
export interface Shapes {
  /** By where a step ends. */
  readonly steps: ReadonlyMap<number, string>;
  /** By where a binding's name begins. */
  readonly bindings: ReadonlyMap<number, string>;
}

const known = new WeakMap<Program, Map<Module, Shapes>>();

export const shapesIn = (program: Program, module: Module): Shapes => {
  const ofProgram = known.get(program) ?? new Map<Module, Shapes>();
  known.set(program, ofProgram);
  const shapes = ofProgram.get(module) ?? findShapes(program, module);
  ofProgram.set(module, shapes);
  return shapes;
};

const findShapes = (program: Program, module: Module): Shapes => {
  const noted = new Map<string, Noted>();
  for (const { network } of program.networks(module.source.path).result ?? [])
    for (const node of network.nodes({ training: true, taps: true })) noteNode(node, module, noted);
  const steps = new Map<number, string>();
  const bindings = new Map<number, string>();
  const shapeOf = ({ span }: { readonly span: ast.Expression["span"] }) =>
    noted.get(`${span.start} ${span.end}`)?.shape;
  for (const node of nodesUnder(module.file)) {
    if (node.kind === "PlaceStep") {
      const shape = shapeOf(node);
      if (shape !== undefined) steps.set(node.span.end, shape);
    } else if (node.kind === "Binding" && node.path[0]) {
      const last = node.value.kind === "Chain" ? node.value.steps.at(-1) : node.value;
      const shape = last && shapeOf(last);
      if (shape !== undefined) bindings.set(node.path[0].span.start, shape);
    }
  }
  return { steps, bindings };
};

interface Noted {
  readonly shape: string;
  readonly placement: Placement;
  /** What the placement gave back, rather than what one of its nodes is. */
  readonly isResult: boolean;
}

/** A placed block or operation gives its result; what is no placement of its own gives its last node. */
const noteNode = (node: Node, module: Module, noted: Map<string, Noted>): void => {
  const note = ({ source, start, end }: Node["origin"]["span"], made: Noted): void => {
    if (source.path !== module.source.path) return;
    const key = `${start} ${end}`;
    const before = noted.get(key);
    if (!before || (made.isResult && !before.isResult) || (!before.isResult && before.placement === made.placement))
      noted.set(key, made);
  };
  for (let at: Placement | undefined = node.origin.placement; at; at = at.parent) {
    const [result, ...more] = at.results;
    if (result && more.length === 0)
      note(at.span, { shape: showDims(result.type.dims), placement: at, isResult: true });
  }
  if (!node.variable)
    note(node.origin.span, { shape: showDims(node.type.dims), placement: node.origin.placement, isResult: false });
};
