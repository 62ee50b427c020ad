import type { Fix } from "../../base/diagnostic.ts";
import { nearest } from "../../base/nearest.ts";
import type { Span } from "../../base/source.ts";
import type * as ast from "../1-syntax/ast.ts";
import {
  argumentTwice,
  listOneMeant,
  missingArguments,
  noListOne,
  tooManyArguments,
  unknownArgument,
  unnamedNumbers,
} from "../diagnostics/argument-lists.ts";
import type { Binder } from "./binder.ts";
import type { Signature, SignatureParameter, Want } from "./signature.ts";

export interface Matching {
  readonly signature: Signature;
  readonly list: ast.ArgumentList | undefined;
  /** `->` hands something over. */
  readonly incoming: boolean;
  /** Where the call stands. */
  readonly at: Span;
  /** The list before this one was list one of the same name: perhaps it was meant as this one. */
  readonly afterKind?: ast.ArgumentList;
  /** A declared name without list one. */
  readonly declaration?: ast.Declaration;
  /** It stands in a branch of an `if` that is a value. */
  readonly inBranch?: boolean;
}

/** Checks a list against what is known of its callee; gives how each argument's bare names are read. */
export const matchArguments = (binder: Binder, matching: Matching): ReadonlyMap<ast.Argument, Want> => {
  const { signature, list } = matching;
  const wants = new Map<ast.Argument, Want>();
  const given = new Set<SignatureParameter>();
  const written = list?.arguments ?? [];
  let sound = true;
  for (const argument of written)
    if (argument.name && !matchNamed(binder, matching, argument, argument.name, wants, given)) sound = false;
  const free = signature.parameters.filter((parameter) => !given.has(parameter));
  if (matching.incoming) take(free, free.find(({ takesFlow }) => takesFlow) ?? free[0]);
  const unnamed = written.filter(({ name }) => !name);
  for (const argument of unnamed) {
    const parameter = free.shift();
    wants.set(argument, parameter?.want ?? "maybe");
    if (parameter) given.add(parameter);
  }
  if (!sound) return wants;
  const room =
    signature.parameters.length -
    [...given].filter((parameter) => named(written, parameter)).length -
    (matching.incoming ? 1 : 0);
  if (unnamed.length > room) reportTooMany(binder, matching, unnamed);
  else if (!checkPlain(binder, matching, unnamed, given)) return wants;
  else
    reportMissing(
      binder,
      matching,
      free.filter(({ optional }) => !optional),
    );
  return wants;
};

const named = (written: readonly ast.Argument[], { name }: SignatureParameter): boolean =>
  written.some((argument) => argument.name?.text === name);

const take = <Item>(items: Item[], item: Item | undefined): void => {
  if (item !== undefined) items.splice(items.indexOf(item), 1);
};

/** False after a report. */
const matchNamed = (
  binder: Binder,
  { signature }: Matching,
  argument: ast.Argument,
  name: ast.Name,
  wants: Map<ast.Argument, Want>,
  given: Set<SignatureParameter>,
): boolean => {
  const { callee, parameters, byAxis } = signature;
  const parameter = parameters.find((each) => each.name === name.text);
  wants.set(argument, parameter?.want ?? byAxis ?? "maybe");
  if (parameter && given.has(parameter)) {
    binder.report(argumentTwice, name.span, { callee, name: name.text });
    return false;
  }
  if (parameter) given.add(parameter);
  if (parameter?.target) binder.uses.push({ name, target: parameter.target, isLabel: true });
  if (parameter || byAxis) return true;
  const known = parameters.map((each) => each.name);
  const near = nearest(name.text, known);
  binder.report(unknownArgument, name.span, {
    callee,
    name: name.text,
    known,
    ...(near === undefined ? {} : { near }),
  });
  return false;
};

const reportTooMany = (
  binder: Binder,
  { signature, at, incoming, declaration, list }: Matching,
  unnamed: readonly ast.Argument[],
): void => {
  const { callee, shown, parameters } = signature;
  const numbers = unnamed.filter(({ value }) => isPlainLiteral(value)).length;
  const first = parameters[0];
  if (!incoming && declaration && first?.takesFlow && numbers === unnamed.length && numbers > 0)
    return reportNoListOne(binder, callee, at);
  const place = unnamed.length === 1 ? unnamed[0]!.span : (list?.span ?? at);
  binder.report(tooManyArguments, place, { callee, given: unnamed.length, signature: shown });
};

const reportNoListOne = (binder: Binder, callee: string, at: Span): void => binder.report(noListOne, at, { callee });

const isPlainLiteral = (value: ast.Expression): boolean =>
  value.kind === "Number" || value.kind === "Bool" || (value.kind === "Unary" && isPlainLiteral(value.operand));

/** At most two numbers or flags go unnamed. False after a report. */
const checkPlain = (
  binder: Binder,
  { signature, list, incoming }: Matching,
  unnamed: readonly ast.Argument[],
  given: ReadonlySet<SignatureParameter>,
): boolean => {
  if (!list) return true;
  const positional = signature.parameters.filter(
    (parameter) => given.has(parameter) && !named(list.arguments, parameter),
  );
  const isPlain = (index: number): boolean => {
    const [parameter, argument] = [positional[index], unnamed[index]];
    if (!parameter || !argument) return false;
    return parameter.isPlain || (!parameter.takesFlow && isPlainLiteral(argument.value));
  };
  if (unnamed.filter((_, index) => isPlain(index)).length <= 2) return true;
  let plain = 0;
  const texts = unnamed.map(({ value, span }, index) => {
    const text = span.source.text.slice(value.span.start, value.span.end);
    return !isPlain(index) || ++plain <= 2 ? text : `${positional[index]!.name}: ${text}`;
  });
  const others = list.arguments
    .filter(({ name }) => name)
    .map(({ span }) => span.source.text.slice(span.start, span.end));
  const arrow = incoming ? "-> " : "";
  const meant = `${arrow}${signature.callee}(${[...texts, ...others].join(", ")})`;
  binder.report(unnamedNumbers, list.span, { callee: signature.callee, meant });
  return false;
};

const reportMissing = (binder: Binder, matching: Matching, missing: readonly SignatureParameter[]): void => {
  if (missing.length === 0) return;
  const { signature, at, afterKind, declaration, list, incoming } = matching;
  const { callee, shown } = signature;
  const names = missing.map(({ name }) => name);
  if (afterKind && afterKind.arguments.length) {
    const written = `${callee}${afterKind.span.source.text.slice(afterKind.span.start, afterKind.span.end)}`;
    return binder.report(listOneMeant, at, { callee, written, names });
  }
  // The tensor lacks, or a number stands in its place.
  const inItsPlace = list?.arguments.find(({ name }) => !name)?.value;
  const displaced = signature.parameters[0]?.takesFlow && inItsPlace && isPlainLiteral(inItsPlace);
  const flows = missing.some(({ takesFlow }) => takesFlow) || displaced;
  if (!incoming && flows && declaration?.keyword === "model" && !list?.arguments.length)
    return reportNoListOne(binder, callee, at);
  const text = at.source.text.slice(at.start, at.end);
  const short = text.length <= 40 && !text.includes("\n") ? text : `${callee}(…)`;
  const help =
    !flows || incoming
      ? []
      : matching.inBranch
        ? ["only after `->` do braces hold steps: write `x -> if … { … } else { … }`"]
        : [`\`x -> ${short}\` hands it the tensor`];
  const fixes = flows && !incoming ? [] : givingMissing(at, list, missing);
  binder.report(missingArguments, at, { callee, names, signature: shown }, { help, fixes });
};

/** Writes what lacks by name, with a value of its type; nothing where one has none. */
const givingMissing = (
  at: Span,
  list: ast.ArgumentList | undefined,
  missing: readonly SignatureParameter[],
): readonly Fix[] => {
  if (missing.some(({ standIn }) => standIn === undefined)) return [];
  const given = missing.map(({ name, standIn }) => `${name}: ${standIn}`).join(", ");
  const last = list?.arguments.at(-1);
  const end = last?.span.end ?? (list ? list.span.start + 1 : at.end);
  const text = last ? `, ${given}` : list ? given : `(${given})`;
  return [{ title: `give it \`${given}\``, isGuess: true, edits: [{ span: { ...at, start: end, end }, text }] }];
};
