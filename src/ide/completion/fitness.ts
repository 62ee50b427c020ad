import type { Callable } from "../callable.ts";
import type { Sort } from "../sorts.ts";
import type { Thing } from "../view.ts";
import type { Want } from "../want.ts";

interface Candidate {
  readonly thing: Thing;
  readonly callable?: Callable;
}

type Ranks = Readonly<Partial<Record<Sort, number>>>;

/** How well a value fits what is wanted: 0 is best, what is missing doesn't fit. Names that are called stand in `block`. */
const RANKS: Readonly<Record<Exclude<Want["kind"], "list" | "part">, Ranks>> = {
  any: {
    ...{ tensor: 0, number: 0, list: 0, record: 0, unknown: 0, bool: 1, string: 1, choice: 1, axis: 2 },
    ...{ block: 3, model: 4, duration: 4, init: 5, loss: 6, run: 6 },
  },
  tensor: { tensor: 0, unknown: 1, record: 2, list: 2, block: 3, number: 4 },
  number: { number: 0, unknown: 1, record: 3, list: 3, block: 4 },
  bool: { bool: 0, unknown: 1, number: 2, choice: 2, block: 5 },
  string: { string: 0, unknown: 1 },
  record: { record: 0, list: 1, unknown: 1, block: 3 },
  block: { block: 0, unknown: 3, model: 4 },
  model: { model: 0, unknown: 2 },
  loss: { loss: 0, unknown: 2 },
  run: { run: 0, string: 1, unknown: 2 },
  axis: { axis: 0 },
  choice: { choice: 1 },
  init: { init: 0, number: 1, unknown: 2 },
  padding: { number: 0, list: 0, unknown: 1 },
  duration: { duration: 0, number: 1, unknown: 1 },
};

/** Lower is better; undefined: it doesn't fit. */
export const rankOfSort = (want: Want, sort: Sort, candidate: Candidate): number | undefined => {
  if (want.kind === "part") return sort === "part" ? 1 : undefined;
  if (want.kind === "list") {
    if (sort === "list") return want.of.kind === "axis" ? undefined : 0;
    if (want.also) return rankOfSort(want.of, sort, candidate);
    return sort === "unknown" || sort === "record" ? 1 : undefined;
  }
  const rank = RANKS[want.kind][sort];
  if (sort !== "block" || rank === undefined || want.kind === "any") return rank;
  const more = rankOfCalled(want, candidate);
  return more === undefined ? undefined : rank + more;
};

/** Of blocks, functions and operations: by what comes out of them. */
const rankOfCalled = (want: Want, { thing, callable }: Candidate): number | undefined => {
  if (thing.sort === "local") return want.kind === "block" ? 0 : 1;
  const isFunction =
    thing.sort === "declared" && "keyword" in thing.declared.node && thing.declared.node.keyword === "fn";
  if (want.kind === "block") {
    // What nothing can be handed to is no block.
    if (callable?.placing && !callable.placing.some(({ takesFlow }) => takesFlow)) return undefined;
    return isFunction ? 2 : thing.sort === "operation" ? 1 : 0;
  }
  if (want.kind !== "number") return isFunction || thing.sort === "operation" ? 0 : 1;
  return givesNumbers({ thing, ...(callable && { callable }) }) ? 0 : undefined;
};

/** Elementwise operations and functions of numbers work while compiling, too; so do the counters. */
const givesNumbers = ({ thing, callable }: Candidate): boolean => {
  if (thing.sort === "operation") {
    const [first] = thing.surface.parameters;
    return first?.type.kind === "operand" || ["size", "params", "state", "macs"].includes(thing.surface.name);
  }
  const isFunction =
    thing.sort === "declared" && "keyword" in thing.declared.node && thing.declared.node.keyword === "fn";
  return isFunction && !callable?.placing?.some(({ takesFlow }) => takesFlow);
};
