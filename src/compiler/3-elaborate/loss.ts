import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import { kindOfLists } from "../2-bind/kind-of-lists.ts";
import { applyKind } from "./call.ts";
import type { Env, GraphState } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { rootEnv } from "./network.ts";
import { runBody, type Terms } from "./statement.ts";
import type { Placeable, Value } from "./value.ts";

export interface OpenedLoss {
  readonly declaration: ast.Declaration;
  /** Its scope waits for the arguments of list two. */
  readonly inner: Env;
  run(): { readonly value: Value; readonly terms: ReadonlyMap<string, Value> } | undefined;
}

export interface LossPlace {
  readonly at: Span;
  readonly graph: GraphState;
  /** What paths of its own weights begin with. */
  readonly segment: string;
}

/** A loss about to be placed at the root of an objective's graph. */
export const openLoss = (placeable: Placeable, place: LossPlace, env: Env): OpenedLoss | undefined => {
  const { at, graph, segment } = place;
  const { target } = placeable;
  if (target.sort !== "declared") return undefined;
  const { declaration } = target;
  if (!placeable.kindArguments && kindOfLists(declaration).kind) {
    const kind = applyKind(placeable, undefined, at, env);
    return kind.kind === "placeable" && kind.kindArguments ? openLoss(kind, place, env) : undefined;
  }
  const settings = placeable.kindArguments ?? new Map<string, Value>();
  const root = { name: placeable.title, at, declaration, settings, segments: [segment] };
  const inner = rootEnv(env.session, graph, root, target.scope.module);
  for (const [name, value] of settings) inner.scope.values.set(name, value);
  return {
    declaration,
    inner,
    run() {
      const terms: Terms = new Map();
      const { body } = declaration;
      inner.session.placed.add(declaration);
      const value = body.kind === "Body" ? runBody(declaration, body, inner, terms) : evaluate(body, inner);
      return value && { value, terms };
    },
  };
};
