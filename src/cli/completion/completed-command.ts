import { diagnosticFormats, type Argument, type Command, type Option } from "../command.ts";

/** What can stand at a place of the command line, as far as a shell can know. */
export type Words =
  | { readonly kind: "choices"; readonly of: readonly string[] }
  /** A spec; a spec with one of its recipes behind `#`; a network that the spec before names; a run's folder; any folder; any file. */
  | { readonly kind: "spec" | "recipe" | "network" | "run" | "folder" | "file" }
  /** A number, a text: nothing to offer. */
  | { readonly kind: "free" };

export interface CompletedOption {
  /** `["--out", "-o"]` */
  readonly names: readonly string[];
  readonly doc: string;
  /** Undefined: a flag. */
  readonly value?: Words;
  readonly repeats: boolean;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  readonly arguments: readonly { readonly doc: string; readonly words: Words; readonly repeats: boolean }[];
}

/** A command as the shells are told of it. */
export const completedCommand = ({ name, summary, arguments: given, options }: Command): CompletedCommand => ({
  name,
  summary,
  options: [...Object.entries(options).map(([key, option]) => completedOption(key, option)), ...COMMON],
  arguments: Object.values(given).map((argument) => ({
    doc: firstPart(argument.doc),
    words: argumentWords(argument),
    repeats: argument.kind === "many",
  })),
});

/** What every command understands. */
const COMMON: readonly CompletedOption[] = [
  {
    names: ["--diagnostics"],
    doc: "how problems are printed",
    value: { kind: "choices", of: diagnosticFormats },
    repeats: false,
  },
  { names: ["--verbose"], doc: "tell more", repeats: false },
  { names: ["--help", "-h"], doc: "show help", repeats: false },
];

/** By what the help calls the word. */
const KINDS: ReadonlyMap<string, Words["kind"]> = new Map([
  ["FILE", "spec"],
  ["SPEC", "spec"],
  ["FILE[#RECIPE]", "recipe"],
  ["EXPR", "network"],
  ["RUN", "run"],
  ["DIR|compare RUN", "run"],
  ["DIR", "folder"],
  ["SET|FOLDER|FILE", "file"],
  ["WEIGHTS", "file"],
  ["IMAGE", "file"],
] as const);

const wordsOf = (placeholder: string | undefined, choices: readonly string[] | undefined): Words => {
  if (choices) return { kind: "choices", of: choices };
  return { kind: KINDS.get(placeholder ?? "") ?? "free" } as Words;
};

const argumentWords = (argument: Argument): Words =>
  wordsOf(argument.placeholder, argument.kind === "many" ? undefined : argument.choices);

const completedOption = (key: string, option: Option): CompletedOption => {
  const long = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const names = option.short === undefined ? [long] : [long, `-${option.short}`];
  const common = { names, doc: firstPart(option.doc), repeats: option.kind === "texts" };
  if (option.kind === "flag") return common;
  const placeholder = "placeholder" in option ? option.placeholder : undefined;
  const value = wordsOf(placeholder, option.kind === "choice" ? option.of : undefined);
  // What an option calls a file need not be a spec.
  return { ...common, value: placeholder === "FILE" ? { kind: "file" } : value };
};

/** Shells show one short line. */
const firstPart = (doc: string): string => doc.split(/[;(]/)[0]!.trim();
