import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Network, Node } from "../4-graph/graph.ts";
import { operandsDiffer } from "../diagnostics/sizes.ts";
import { modelsApart } from "../diagnostics/teaching.ts";
import { listsDiffer, sizesDiffer } from "../diagnostics/values.ts";
import { hasAxis, sizeOf } from "../ops/kit/dims.ts";
import { showType } from "../ops/kit/show.ts";
import { report, type Env, type Session } from "./environment.ts";
import { fieldPlace, type Recipe } from "./recipe.ts";

/** What it looks like inside a loss when the two models don't fit each other. */
const SYMPTOMS: ReadonlySet<string> = new Set([listsDiffer.code, sizesDiffer.code, operandsDiffer.code]);

/**
 * Runs the elaboration of a loss over two models. Where it fails because these don't pair, that is what is said, with what pairs with
 * what; the place in the loss stands beside it.
 */
export const explainApart = <Result>(
  models: { readonly student: Network; readonly teacher: Network },
  recipe: Recipe,
  env: Env,
  run: (env: Env) => Result,
): Result => {
  const held: Diagnostic[] = [];
  const result = run({ ...env, session: holding(env.session, held) });
  const symptom = held.find(({ code }) => SYMPTOMS.has(code));
  const differences = symptom ? differencesOf(models, symptom) : [];
  const [first, ...others] = differences;
  for (const diagnostic of held)
    if (first === undefined || !SYMPTOMS.has(diagnostic.code)) env.session.report(diagnostic);
  if (symptom && first !== undefined) {
    const related = [{ message: symptom.message, span: symptom.span }];
    const at = fieldPlace(recipe, "model", "teacher", "loss");
    report(env, modelsApart, at, { recipe: recipe.name, first, others }, { related, uses: symptom.uses });
  }
  return result;
};

/** The session, but that what is reported is kept. */
const holding = (session: Session, held: Diagnostic[]): Session => {
  const before = session.reported();
  return { ...session, report: (one) => void held.push(one), reported: () => before + held.length };
};

/** In words, what the loss stumbled over first. */
const differencesOf = (
  { student, teacher }: { readonly student: Network; readonly teacher: Network },
  symptom: Diagnostic,
): readonly string[] => {
  const taps = tapsApart(student, teacher);
  const outputs = outputsApart(student, teacher);
  const outputsFirst = outputs.some(({ axes }) => axes.some((axis) => symptom.message.includes(`\`${axis}\``)));
  const [first, second] = outputsFirst ? [outputs, taps] : [taps, outputs];
  return [...first, ...second].map(({ text }) => text);
};

interface Difference {
  readonly text: string;
  readonly axes: readonly string[];
}

const tapsApart = (student: Network, teacher: Network): readonly Difference[] => {
  const [own, theirs] = [student.taps, teacher.taps];
  const names = (taps: Network["taps"]): string =>
    taps.length === 0
      ? "no taps"
      : `${taps.length} ${taps.length === 1 ? "tap" : "taps"} (${taps.map(({ name }) => name).join(", ")})`;
  const counts =
    own.length === theirs.length
      ? []
      : [{ text: `the student has ${names(own)}, the teacher ${names(theirs)}`, axes: [] }];
  const sizes = own.flatMap((tap, i) => {
    const other = theirs[i];
    const axes = other ? differing(tap.node, other.node, ["height", "width"]) : [];
    if (!other || axes.length === 0) return [];
    const [left, right] = [tap.node, other.node].map(({ type }) => showType(type));
    return [{ text: `the student's tap \`${tap.name}\` is ${left}, the teacher's \`${other.name}\` ${right}`, axes }];
  });
  return [...counts, ...sizes];
};

const outputsApart = (student: Network, teacher: Network): readonly Difference[] =>
  [...student.outputs].flatMap(([name, own]) => {
    const theirs = teacher.outputs.get(name);
    if (own.kind !== "tensor" || theirs?.kind !== "tensor") return [];
    const shared = own.node.type.dims.map(({ axis }) => axis).filter((axis) => hasAxis(theirs.node.type.dims, axis));
    const axes = differing(own.node, theirs.node, shared);
    const [left, right] = [own.node, theirs.node].map(({ type }) => showType(type));
    return axes.length > 0 ? [{ text: `the student's \`${name}\` is ${left}, the teacher's ${right}`, axes }] : [];
  });

const differing = (own: Node, theirs: Node, axes: readonly string[]): readonly string[] =>
  axes.filter((axis) => {
    const [left, right] = [own.type.dims, theirs.type.dims];
    return hasAxis(left, axis) && hasAxis(right, axis) && sizeOf(left, axis) !== sizeOf(right, axis);
  });
