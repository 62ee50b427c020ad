import * as t from "../../../grammar/tokens.ts";
import type { CallAround, CallParameter } from "../callable.ts";
import { namesOf, sortOfLocal } from "../sorts.ts";
import type { View } from "../view.ts";
import { elementOf, type Want } from "../want.ts";
import { axisWords } from "./axes.ts";
import type { Completion, Ranked } from "./completion.ts";

/** Labels of arguments that are missing, required ones first. `->` fills one by itself. */
export const labelsOf = (call: CallAround, view: View): readonly Ranked[] => {
  const labelled = view.place.after[0]?.tokenType === t.Colon;
  const missing = call.parameters.filter((parameter) => !call.given.has(parameter));
  const labels = missing.map((parameter, index): Ranked => {
    const { optional } = parameter;
    // Where what comes next may be left out, it goes by its name.
    const rank = (optional && call.active && !call.active.optional ? 2 : -1) + index / 100;
    return { completion: ofParameter(parameter, call, labelled), rank: labelled ? index / 100 : rank };
  });
  return call.callable.byAxis ? [...labels, ...axisWords(view, !labelled)] : labels;
};

const ofParameter = (parameter: CallParameter, call: CallAround, labelled: boolean): Completion => {
  const { name, label, doc, optional } = parameter;
  return {
    name,
    what: "argument",
    detail: `${label}${optional ? "" : " (required)"}`,
    ...(doc === undefined ? { doc: `of ${call.callable.name}` } : { doc }),
    ...(!labelled && { text: `${name}: `, snippet: `${name}: ${placeholderOf(parameter)}` }),
  };
};

/** What is certainly written behind a label. */
const placeholderOf = ({ want }: CallParameter): string => {
  if (want.kind === "choice") return `\${1|${want.of.join(",")}|}`;
  if (want.kind === "bool") return "${1:true}";
  if (want.kind === "list") return want.also ? "$1" : "[$1]";
  return "$1";
};

/** Words that are no names, but values of a kind: flags, choices, axes, durations. */
export const wordsFor = (view: View, want: Want): readonly Ranked[] => {
  const word = (name: string, what: Completion["what"], detail: string, snippet?: string): Completion => ({
    name,
    what,
    detail,
    ...(snippet !== undefined && { snippet }),
  });
  switch (want.kind) {
    case "bool":
      return ["true", "false"].map((name, index) => ({ completion: word(name, "keyword", "flag"), rank: index / 100 }));
    case "choice":
      return want.of.map((name, index) => ({ completion: word(name, "choice", "choice"), rank: index / 100 }));
    case "axis":
      return axisWords(view, want.sizes ?? false);
    case "duration":
      return ["epochs", "steps"].map((name, index) => ({
        completion: word(`100 ${name}`, "keyword", "duration", `\${1:100} ${name}`),
        rank: index / 100,
      }));
    case "string":
      return [{ completion: word('""', "keyword", "text", '"$1"'), rank: 0 }];
    case "padding":
      return [{ completion: word("[top, right, bottom, left]", "keyword", "each side", "[$1, $2, $3, $4]"), rank: 0 }];
    case "number":
      return numbersOf(view);
    case "list": {
      const brackets = { completion: word("[ ]", "keyword", "a list", "[$1]"), rank: want.also ? 1 : 0.5 };
      return [brackets, ...(want.also ? wordsFor(view, elementOf(want)) : [])];
    }
    default:
      return [];
  }
};

/** `x.channel`, of the tensors that were bound last. */
const numbersOf = (view: View): readonly Ranked[] => {
  const tensors = view.locals.filter((local) => sortOfLocal(local, namesOf(view)) === "tensor").slice(-2);
  return tensors.toReversed().map(({ name }, index) => ({
    completion: { name: `${name}.channel`, what: "value", detail: "how many channels it has" },
    rank: 1.5 + index / 100,
  }));
};
