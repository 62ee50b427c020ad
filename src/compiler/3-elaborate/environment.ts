import { diagnose, type Diagnostic, type DiagnosticKind, type Extra, type Use } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source.ts";
import { graphBuilder, type GraphBuilder, type NodeCounter } from "../4-graph/builder.ts";
import type { Network, Node, Origin, Placement, Turn, Variable } from "../4-graph/graph.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import type { Library } from "../2-bind/library.ts";
import type { PrimitiveTable } from "../ops/primitive.ts";
import type * as ast from "../1-syntax/ast.ts";
import { showType } from "../ops/kit/show.ts";
import { tooMuchWork } from "../diagnostics/limits.ts";
import type { ElaboratedPlacement } from "./equal-placement.ts";
import type { Identities } from "./key.ts";
import type { Scope } from "./scope.ts";
import type { Value } from "./value.ts";

/** Evaluated expressions and placements in one elaboration; stops runaway loops within a second or so. */
export const MOST_STEPS = 1_000_000;
/** Blocks within blocks. */
export const MOST_NESTING = 150;

/** What all elaborations of one program share. */
export interface Session {
  readonly library: Library;
  readonly primitives: PrimitiveTable;
  /** File-level bindings without tensors and kinds, evaluated once; `undefined` while under way. */
  readonly bindings: Map<object, Value | undefined>;
  /** Elaborated networks by model kind, so that `params(M)` twice is one elaboration. */
  readonly networks: Map<string, { readonly network?: Network }>;
  readonly identities: Identities;
  /** Declarations with an error in their text, which is reported: whatever uses them fails in silence. */
  readonly broken: ReadonlySet<ast.Item>;
  /** Declarations whose text has been run. */
  readonly placed: Set<ast.Declaration>;
  report(diagnostic: Diagnostic): void;
  /** Whether the same has been reported at the same place. */
  isReported(diagnostic: Diagnostic): boolean;
  /** How often `report` was called. */
  reported(): number;
  /** Steps that each graph may take: an eighth after each that took them all, so that a file of such ends about as soon as one. */
  steps: number;
}

/** One graph under construction: a network, an objective, or what an `expect` evaluates. */
export interface GraphState {
  readonly counter: NodeCounter & { readonly made: Node[] };
  /** File-level bindings that hold tensors: nodes belong to one graph. */
  readonly bindings: Map<object, Value>;
  /** One node a path: shared weights meet here. */
  readonly variables: Map<string, Node & { readonly variable: Variable }>;
  /** Nothing is known of what the text is placed with: whatever stands in it is looked at once, with `failed` for what is unknown. */
  readonly isUnplaced?: true;
  readonly budget: { steps: number; exceeded: boolean };
  placements: number;
  /** Blocks placed so far, by what they were placed with. */
  readonly placed: Map<string, ElaboratedPlacement>;
}

/** Where paths are made: a prefix and how often each name has been placed under it. */
export interface PathScope {
  readonly segments: readonly string[];
  /** The segments joined with `/`. */
  readonly text: string;
  readonly counts: Map<string, number>;
}

/** A placement while its body is being elaborated. */
export interface OpenPlacement extends Placement {
  readonly children: Placement[];
  results: Node[];
}

export interface Env {
  readonly session: Session;
  readonly graph: GraphState;
  readonly scope: Scope;
  readonly placement: OpenPlacement;
  readonly path: PathScope;
  /** Since the placement began. */
  readonly turns: readonly Turn[];
  readonly depth: number;
  /** Collects `output`, `tap`, `term`, … of the body at hand. */
  readonly body?: BodyState;
}

/** What the statements of one body leave behind. */
export interface BodyState {
  readonly declaration: ast.Declaration;
  readonly outputs: Map<string, Value>;
  readonly trainingOutputs: Map<string, Value>;
  readonly taps: { readonly name: string; readonly node: Node }[];
  readonly terms: Map<string, Value>;
}

export const newGraph = (): GraphState => ({
  counter: { next: 0, made: [] },
  bindings: new Map(),
  variables: new Map(),
  budget: { steps: 0, exceeded: false },
  placements: 0,
  placed: new Map(),
});

export const newPath = (segments: readonly string[]): PathScope => ({
  segments,
  text: segments.join("/"),
  counts: new Map(),
});

/** `unit3`: the name it is placed by and how often that has happened here. */
export const nextSegment = (path: PathScope, name: string): string => {
  const count = (path.counts.get(name) ?? 0) + 1;
  path.counts.set(name, count);
  return `${name}${count}`;
};

export const inBinding = (env: Env, name: string): Env => ({ ...env, path: newPath([...env.path.segments, name]) });

/** `stages[3]`: an element of a `for` or `scan`. */
export const inElement = (env: Env, index: number): Env => {
  const before = env.path.segments.slice(0, -1);
  const last = env.path.segments.at(-1) ?? "";
  return { ...env, path: newPath([...before, `${last}[${index}]`]) };
};

export const withScope = (env: Env, scope: Scope): Env => ({ ...env, scope });

/** Counts work; false once there has been too much, which is reported once. A placement costs about as much as twenty numbers. */
export const spend = (env: Env, at: Span, steps = 1): boolean => {
  const { graph, session } = env;
  const { budget } = graph;
  if ((budget.steps += steps) <= session.steps) return true;
  if (!budget.exceeded) {
    budget.exceeded = true;
    // Further ones are told when the first is mended: with fewer steps they may not be runaways at all.
    if (session.steps === MOST_STEPS) report(env, tooMuchWork, at, { limit: MOST_STEPS });
    session.steps /= 8;
  }
  return false;
};

/** Who placed this, innermost first; declared things only, for operations are where the error stands. */
export const usesOf = (placement: Placement): readonly Use[] => {
  const uses: Use[] = [];
  for (let at: Placement | undefined = placement; at; at = at.parent) {
    if (typeof at.declaration === "string") continue;
    const [first] = at.inputs;
    const name = kindOfLists(at.declaration as ast.Declaration).placing?.parameters[0]?.name.text;
    const detail = first && name !== undefined ? `${name} is ${showType(first.type)}` : undefined;
    uses.push({ title: at.title, span: at.span, ...(detail !== undefined && { detail }) });
  }
  return uses;
};

/** Reports with the chain of uses; gives undefined, for `return report(…)`. */
export const report = <Facts>(
  env: Env,
  kind: DiagnosticKind<Facts>,
  at: Span,
  facts: Facts,
  extra: Extra = {},
): undefined => {
  env.session.report(diagnose(kind, at, facts, { uses: usesOf(env.placement), ...extra }));
  return undefined;
};

export const originOf = (env: Env, at: Span): Origin => ({
  path: env.path.text,
  span: at,
  placement: env.placement,
});

export const builderOf = (env: Env, at: Span): GraphBuilder =>
  graphBuilder(env.session.primitives, originOf(env, at), env.graph.counter);
