import { countNetwork } from "../../compiler/analyses/count.ts";
import type { Network } from "../../compiler/4-graph/graph.ts";
import { primitiveTable } from "../../compiler/ops/registry.generated.ts";
import { exampleTeacher } from "../example-recipe.ts";
import { judgeRecipes } from "../judge-recipes.ts";
import { recipePlace } from "../recipe-place.ts";
import type { Rule } from "../rule.ts";

const TERMS = `  term hard = mean(cross_entropy(student.logits, label), over: batch)
  term soft = mean((student.logits - teacher.logits) ^ 2, over: [batch, class])
  return hard + soft + mean((mean(student.taps[0], over: channel) - mean(teacher.taps[0], over: channel)) ^ 2, over: [batch, height, width])`;

export const rule: Rule = {
  code: "KES6201",
  name: "small-teacher",
  summary: "a teacher with fewer parameters than its student",
  level: "warning",
  about: "recipe",
  explanation:
    "A teacher is asked because it knows more than the student could learn alone; one that is smaller seldom does. Most often the two were mixed up. One of equal size (self-distillation) is left alone.",
  bad: exampleTeacher(16, 8, TERMS),
  good: exampleTeacher(8, 16, TERMS),
  check: (context) =>
    judgeRecipes(context, (linted) => {
      const { objective } = linted;
      const at = recipePlace(linted, ["teacher", "model"], context);
      if (!objective?.teacher || !at) return undefined;
      const [teacher, student] = [parametersOf(objective.teacher), parametersOf(objective.student)];
      if (teacher >= student) return undefined;
      return {
        at,
        message: `the teacher has ${show(teacher)} parameters, fewer than the student's ${show(student)}`,
      };
    }),
};

const parametersOf = (network: Network): bigint => countNetwork(network, primitiveTable).parameters;

const show = (n: bigint): string => n.toLocaleString("en-US");
