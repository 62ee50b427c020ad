import { isLibraryPath } from "../base/library-path.ts";
import { isWithin, type Span } from "../base/source.ts";
import { reservedWords } from "../../grammar/tokens.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { nodesUnder } from "../compiler/1-syntax/walk-tree.ts";
import { kindOfLists } from "../compiler/2-bind/kind-of-lists.ts";
import type { Module, NameTarget } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import { boundIn, isGiven, meaningAt, parameterOf, type Meaning } from "./find-use.ts";
import { labelNobodyKnows } from "./handed-on.ts";
import { referencesAt } from "./references.ts";

export interface Renamed {
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** Why a name can't be renamed, or every edit that does it, in all files that the program has read. */
export const renameAt = (
  program: Program,
  module: Module,
  offset: number,
  written: string,
): Renamed | { readonly problem: string } => {
  const meaning = meaningAt(module, offset);
  const text = written.normalize("NFC");
  const problem =
    renameProblem(program, module, meaning) ?? nameProblem(text) ?? labelProblem(program, meaning?.target);
  if (problem !== undefined || !meaning) return { problem: problem ?? "there is no name here" };
  const places = referencesAt(program, module, offset);
  const taken =
    meaning.target.sort === "local" ? takenIn(program, meaning.target.name, text) : takenBy(program, places, text);
  if (taken !== undefined) return { problem: `${taken} knows a \`${text}\` already` };
  const short = shorthandsIn(program, places);
  return { edits: places.map((span) => ({ span, text: short.has(span) ? `${nameAt(span)} = ${text}` : text })) };
};

const nameAt = ({ source, start, end }: Span): string => source.text.slice(start, end);

/** Of some places, those where `{ name }` stands for `{ name = name }`: the field keeps its name. */
const shorthandsIn = ({ modules }: Program, places: readonly Span[]): ReadonlySet<Span> => {
  const short = new Set<Span>();
  for (const path of new Set(places.map(({ source }) => source.path))) {
    const file = modules.get(path)?.file;
    for (const node of file ? nodesUnder(file) : []) {
      if (node.kind !== "RecordField" || node.value) continue;
      const { start } = node.name.span;
      for (const place of places) if (place.source.path === path && place.start === start) short.add(place);
    }
  }
  return short;
};

const nameProblem = (text: string): string | undefined => {
  if ((reservedWords as readonly string[]).includes(text)) return `\`${text}\` is a word of the language`;
  return /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(text) ? undefined : `\`${text}\` is no name`;
};

/** The file in which a declaration's new name would mean two things. */
const takenBy = (program: Program, places: readonly Span[], text: string): string | undefined =>
  [...new Set(places.map(({ source }) => source.path))].find((path) => {
    const module = program.modules.get(path);
    if (!module) return false;
    const isUsed = module.uses.some(({ name, isLabel }) => name.text === text && !isLabel);
    return (
      isUsed ||
      module.names.has(text) ||
      module.file.items.some((item) => boundIn(item).some((each) => each.text === text))
    );
  });

/** The declaration in which a local's new name would mean two things. */
const takenIn = ({ modules }: Program, { span }: ast.Name, text: string): string | undefined => {
  const module = modules.get(span.source.path);
  const item = module?.file.items.find((each) => isWithin(span, each.span));
  if (!module || !item) return undefined;
  const isUsed = module.uses.some(
    ({ name, isLabel }) => name.text === text && !isLabel && isWithin(name.span, item.span),
  );
  const isTaken = isUsed || boundIn(item).some((name) => name.text === text);
  if (!isTaken) return undefined;
  return "name" in item ? `\`${item.name.text}\`` : span.source.path;
};

export const renameProblem = (program: Program, module: Module, meaning: Meaning | undefined): string | undefined => {
  if (!meaning) return "there is no name here";
  const { target } = meaning;
  switch (target.sort) {
    case "operation":
    case "part":
      return `\`${target.surface.name}\` comes with the language`;
    case "argument":
      return `\`${target.surface.name}\` and its \`${target.parameter.name}\` come with the language`;
    case "declared":
      return libraryProblem(target.name, (target.module ?? module).source.path);
    case "local":
      return localProblem(program, target.name);
  }
};

const libraryProblem = (name: string, path: string): string | undefined =>
  isLibraryPath(path) ? `\`${name}\` stands in the library, ${path}` : undefined;

const localProblem = (program: Program, name: ast.Name): string | undefined => {
  if (isGiven(name)) return `\`${name.text}\` comes with the language`;
  const { path } = name.span.source;
  const home = program.modules.get(path);
  if (home && isPublic(home, name))
    return `\`${name.text}\` is an output, tap, term or a record's part: others read it by that name`;
  const declared = parameterOf(program, name);
  if (declared && isInput(declared))
    return `\`${name.text}\` is an input of \`${declared.item.name.text}\`: data and recipes hand it over by that name`;
  return libraryProblem(name.text, path);
};

const isInput = ({ parameter, item }: NonNullable<ReturnType<typeof parameterOf>>): boolean =>
  item.kind === "Declaration" &&
  (item.keyword === "model" || item.keyword === "loss") &&
  (kindOfLists(item).placing?.parameters.includes(parameter) ?? false);

/** A local's name that is more than a local's: losses read outputs and taps, paths and logs have it, records are taken apart by it. */
const isPublic = (module: Module, name: ast.Name): boolean => {
  const uses = new Set(
    module.uses.flatMap(({ name: use, target }) =>
      target.sort === "local" && target.name === name ? [use.span.start] : [],
    ),
  );
  const isIt = ({ span }: ast.Name): boolean => span.start === name.span.start || uses.has(span.start);
  for (const node of nodesUnder(module.file)) {
    if ((node.kind === "Output" || node.kind === "Tap" || node.kind === "Unpack") && node.names.some(isIt)) return true;
    if (node.kind === "Term" && node.binding.path.some(isIt)) return true;
  }
  return false;
};

/** A parameter whose declaration is handed on may be meant by labels where only networks tell what is placed. */
const labelProblem = (program: Program, target: NameTarget | undefined): string | undefined => {
  const declared = target?.sort === "local" ? parameterOf(program, target.name) : undefined;
  const label = declared && labelNobodyKnows(program, declared.item, declared.parameter.name.text);
  if (!label) return undefined;
  const { source, start } = label.span;
  const line = source.text.slice(0, start).split("\n").length;
  return `\`${label.text}:\` in line ${line} of ${source.path} may mean it, too: only networks tell what is placed there`;
};
