import type * as ast from "../../compiler/1-syntax/ast.ts";
import type { Node, Objective } from "../../compiler/4-graph/graph.ts";
import { primitiveTable } from "../../compiler/ops/registry.generated.ts";
import type { LintContext } from "../context.ts";
import { exampleTeacher } from "../example-recipe.ts";
import type { LintedRecipe } from "../graphs.ts";
import { judgeRecipes } from "../judge-recipes.ts";
import { recipePlace } from "../recipe-place.ts";
import type { Finding, Rule } from "../rule.ts";

const terms = (soft: string): string => `  term hard = mean(cross_entropy(student.logits, label), over: batch)
  term soft = ${soft}
  return hard + soft + mean((mean(student.taps[0], over: channel) - mean(teacher.taps[0], over: channel)) ^ 2, over: [batch, height, width])`;

export const rule: Rule = {
  code: "KES6202",
  name: "untrained-term",
  summary: "a term of the loss that no weight of the student reaches",
  level: "warning",
  about: "recipe",
  explanation:
    "No gradient flows from this term: it looks at the teacher or the data alone, or `stop` and functions without slope (`argmax`, `floor`, comparisons) lie between. It only adds a number to the loss. Most often student and teacher were mixed up.",
  bad: exampleTeacher(8, 16, terms("mean(stop(student.logits - teacher.logits) ^ 2, over: [batch, class])")),
  good: exampleTeacher(8, 16, terms("mean((student.logits - stop(teacher.logits)) ^ 2, over: [batch, class])")),
  *check(context) {
    const names = new Set(context.recipes.flatMap(({ objective }) => [...(objective?.terms.keys() ?? [])]));
    for (const name of names) yield* judgeRecipes(context, (linted) => findingFor(name, linted, context));
  },
};

const findingFor = (name: string, linted: LintedRecipe, context: LintContext): Finding | undefined => {
  const { objective } = linted;
  const term = objective?.terms.get(name);
  if (!objective || !term || isTrained(term, objective)) return undefined;
  const at = termIn(linted, name, context) ?? recipePlace(linted, ["loss"], context);
  return at && { at, message: `no weight of the student reaches the term \`${name}\`` };
};

/** Whether a gradient of the node arrives at a weight that training changes. */
const isTrained = (term: Node, { student, lossVariables }: Objective): boolean => {
  const trained = new Set(
    [...student.variables({ training: true }), ...lossVariables].filter((each) => each.trainable),
  );
  const seen = new Set<Node>([term]);
  const open = [term];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.variable && trained.has(node.variable)) return true;
    if (node.op === "stop" || !primitiveTable.get(node.op)?.gradient) continue;
    for (const operand of node.operands)
      if (!seen.has(operand)) {
        seen.add(operand);
        open.push(operand);
      }
  }
  return false;
};

/** The term's own statement, where the loss is declared in the file. */
const termIn = ({ recipe }: LintedRecipe, name: string, { module }: LintContext): ast.Name["span"] | undefined => {
  const { target } = recipe.loss;
  const declaration = target.sort === "declared" ? target.declaration : undefined;
  if (declaration?.span.source.path !== module.source.path || declaration.body.kind !== "Body") return undefined;
  for (const statement of declaration.body.statements)
    if (statement.kind === "Term" && statement.binding.path[0]?.text === name) return statement.binding.path[0].span;
  return undefined;
};
