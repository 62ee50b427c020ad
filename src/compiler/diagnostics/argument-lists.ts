import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

export const unknownArgument = diagnosticKind<{
  callee: string;
  name: string;
  known: readonly string[];
  near?: string;
}>({
  code: "KES2201",
  slug: "unknown-argument",
  severity: "error",
  message: ({ callee, name }) => `\`${callee}\` has no argument \`${name}\``,
  notes: ({ known }) => [known.length ? `it takes ${known.join(", ")}` : "it takes none"],
  help: ({ near }) => (near ? [`\`${near}\``] : []),
  replacements: ({ near }) => (near ? [near] : []),
  explanation: "An argument is named after the parameter that it is for.",
  bad: "block Unit(x: map) = x -> conv(3, 8, strid: 2)",
  good: "block Unit(x: map) = x -> conv(3, 8, stride: 2)",
});

export const argumentTwice = diagnosticKind<{ callee: string; name: string }>({
  code: "KES2202",
  slug: "argument-twice",
  severity: "error",
  message: ({ callee, name }) => `\`${callee}\` gets \`${name}\` twice`,
  explanation: "Each argument is given once, by its place in the list or by its name.",
  bad: "block Unit(x: map) = x -> conv(3, 8, stride: 2, stride: 1)",
  good: "block Unit(x: map) = x -> conv(3, 8, stride: 2)",
});

export const missingArguments = diagnosticKind<{ callee: string; names: readonly string[]; signature: string }>({
  code: "KES2203",
  slug: "missing-argument",
  severity: "error",
  message: ({ callee, names }) => `\`${callee}\` lacks ${names.map((name) => `\`${name}\``).join(", ")}`,
  notes: ({ signature }) => [`it is ${signature}`],
  explanation:
    "A parameter without a default needs an argument. `->` hands over the first tensor parameter that isn't named; the unnamed arguments fill the others in order.",
  bad: "block Unit(x: map) = x -> conv(3)",
  good: "block Unit(x: map) = x -> conv(3, 8)",
});

export const tooManyArguments = diagnosticKind<{ callee: string; given: number; signature: string }>({
  code: "KES2204",
  slug: "too-many-arguments",
  severity: "error",
  message: ({ callee, given }) => `\`${callee}\` can't take ${whatIsTooMuch(given)}`,
  notes: ({ signature }) => [`it is ${signature}`],
  explanation: "There are more arguments than parameters. What `->` hands over counts as one.",
  bad: "block Unit(x: map) = x -> relu(x)",
  good: "block Unit(x: map) = x -> relu",
});

const whatIsTooMuch = (given: number): string => {
  if (given === 0) return "what `->` hands over";
  return given === 1 ? "this argument" : `${given} unnamed arguments here`;
};

export const unnamedNumbers = diagnosticKind<{ callee: string; meant: string }>({
  code: "KES2205",
  slug: "unnamed-numbers",
  severity: "error",
  message: ({ callee }) => `more than two numbers or flags without a name in \`${callee}\``,
  help: ({ meant }) => [`if this is what is meant: \`${meant}\``],
  // It stands at the list alone.
  replacements: ({ meant }) => [meant.slice(meant.indexOf("("))],
  explanation:
    "`conv(32, 3, 2)` could be 32 channels of 3×3 or 3 channels of 32×32, and 2 a stride or groups. In any list at most two numbers or flags go unnamed.",
  bad: "block Unit(x: map) = x -> conv(3, 32, 2)",
  good: "block Unit(x: map) = x -> conv(3, 32, stride: 2)",
});

export const listOneMeant = diagnosticKind<{ callee: string; written: string; names: readonly string[] }>({
  code: "KES2206",
  slug: "list-one-or-two",
  severity: "error",
  message: ({ callee, written, names }) =>
    `\`${written}\` is the list that makes the kind of \`${callee}\`; the list that places it lacks ${names.map((name) => `\`${name}\``).join(", ")}`,
  help: ({ callee, written }) => [`\`${callee}()${written.slice(callee.length)}\` places it with the kind's defaults`],
  replacements: ({ callee, written }) => [`${callee}()${written.slice(callee.length)}`],
  explanation:
    "A declared name with two lists takes the one that makes its kind first: `F(2)` is a kind, `x -> F(2)(64)` places it, `x -> F()(64)` with the defaults of list one.",
  bad: "block Wide(k: int = 3)(x: map, out: int) = x -> conv(k, out)\nblock Unit(x: map) = x -> Wide(64)",
  good: "block Wide(k: int = 3)(x: map, out: int) = x -> conv(k, out)\nblock Unit(x: map) = x -> Wide()(64)",
});

export const noListOne = diagnosticKind<{ callee: string; joined?: string }>({
  code: "KES2207",
  slug: "no-list-one",
  severity: "error",
  message: ({ callee }) => `\`${callee}\` has no list that makes its kind: its only list places it`,
  help: ({ callee, joined }) => [joined === undefined ? `\`${callee}\` alone is the kind` : `one list: \`${joined}\``],
  replacements: ({ callee, joined = callee }) => [joined],
  explanation:
    "Only a declared block, model or loss with two lists has one that makes its kind. A model whose only list is its inputs is a kind as it stands: `params(Net)`, never `params(Net())`. An operation, a block with one list, a parameter or another name for a kind takes the list that places it: `conv(3, 4)`, never `conv(3)(4)`.",
  bad: "model Net(image: map[8, 8, 3]) {\n  y = image -> conv(3, 4)\n  output y\n}\nexpect params(Net()) == 108",
  good: "model Net(image: map[8, 8, 3]) {\n  y = image -> conv(3, 4)\n  output y\n}\nexpect params(Net) == 108",
});

export const kinds: readonly DiagnosticKind<never>[] = [
  unknownArgument,
  argumentTwice,
  missingArguments,
  tooManyArguments,
  unnamedNumbers,
  listOneMeant,
  noListOne,
];
