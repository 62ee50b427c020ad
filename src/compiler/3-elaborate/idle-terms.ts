import { diagnose } from "../../base/diagnostic.ts";
import { pathMatches } from "../../base/path-matches.ts";
import type { Span } from "../../base/source.ts";
import type { Node, Objective, Variable } from "../4-graph/graph.ts";
import { idleTerm } from "../diagnostics/teaching.ts";
import type { Session } from "./environment.ts";
import type { Recipe } from "./recipe.ts";

/** Reports terms that no gradient leaves: nothing that the recipe trains lies behind them. */
export const reportIdleTerms = (recipe: Recipe, objective: Objective, session: Session): void => {
  const { student, lossVariables } = objective;
  const own = [...student.variables({ training: true }), ...lossVariables].filter(({ trainable }) => trainable);
  const trained = new Set(own.filter(({ path }) => !isFrozen(path, recipe)));
  for (const [term, node] of objective.terms) {
    const behind = weightsBehind(node, new Set(own), session);
    if (behind.some((variable) => trained.has(variable))) continue;
    const facts = { term, loss: recipe.loss.title, frozen: behind.length > 0 };
    session.report(diagnose(idleTerm, termPlace(recipe, term), facts));
  }
};

/** The last row that matches says so. */
const isFrozen = (path: string, { parts }: Recipe): boolean =>
  parts.findLast((row) => pathMatches(row.path, path))?.rate === 0;

/** Those of the weights that the node has a gradient for. */
const weightsBehind = (node: Node, weights: ReadonlySet<Variable>, { primitives }: Session): readonly Variable[] => {
  const found: Variable[] = [];
  const seen = new Set<Node>([node]);
  const open = [node];
  for (let at = open.pop(); at; at = open.pop()) {
    if (at.variable && weights.has(at.variable)) found.push(at.variable);
    if (at.op === "stop" || !primitives.get(at.op)?.gradient) continue;
    for (const operand of at.operands)
      if (!seen.has(operand)) {
        seen.add(operand);
        open.push(operand);
      }
  }
  return found;
};

/** The term's name in the loss. */
const termPlace = ({ loss, places, run }: Recipe, term: string): Span => {
  const { target } = loss;
  const body = target.sort === "declared" ? target.declaration.body : undefined;
  for (const statement of body?.kind === "Body" ? body.statements : []) {
    const name = statement.kind === "Term" ? statement.binding.path[0] : undefined;
    if (name?.text === term) return name.span;
  }
  return places.get("loss") ?? run.recipe.name.span;
};
