import type { Token } from "../../../grammar/scan.ts";
import * as t from "../../../grammar/tokens.ts";
import { importedPath, writtenPath } from "../../compiler/2-bind/import-path.ts";
import type { Declared } from "../../compiler/2-bind/module.ts";
import type { Importable } from "../import-edit.ts";
import type { View } from "../view.ts";
import type { CompletionKind, Ranked } from "./completion.ts";

const kindOf = ({ node }: Declared): CompletionKind =>
  node.kind === "Declaration" ? node.keyword : node.kind === "Recipe" ? "recipe" : "value";

const docOf = ({ node }: Declared): { readonly doc?: string } =>
  "doc" in node && node.doc !== undefined ? { doc: node.doc } : {};

/** Names for the braces of an import: those of its file, or where it names none yet, those of all files with the file's name. */
export const importedNames = (view: View, others: readonly Importable[]): readonly Ranked[] => {
  const { program, module, place } = view;
  const string = fileBehind(place.after);
  const path = string === undefined ? undefined : importedPath(module.source.path, string.slice(1, -1));
  const given = namesBeside(view);
  if (path === undefined)
    return others.map((other) => ({
      completion: { name: other.name, what: kindOf(other), detail: other.from, ...docOf(other) },
      rank: 1,
    }));
  const from = program.open(path).result;
  return [...(from?.names.values() ?? [])]
    .filter((declared) => declared.module === from && !given.has(declared.name))
    .map((declared) => ({
      completion: { name: declared.name, what: kindOf(declared), detail: path, ...docOf(declared) },
      rank: declared.node.kind === "Recipe" ? 1 : 0,
    }));
};

/** The file's name behind the braces that a place is in. */
const fileBehind = (after: readonly Token[]): string | undefined => {
  const close = after.findIndex(({ tokenType }) => tokenType === t.RightBrace);
  const [from, string] = after.slice(close + 1);
  return close >= 0 && from?.image === "from" && string?.tokenType === t.StringToken ? string.image : undefined;
};

const namesBeside = ({ place: { tokens, frames, after } }: View): ReadonlySet<string> => {
  const frame = frames[tokens.length];
  const before = tokens.slice((frame?.at ?? 0) + 1);
  const close = after.findIndex(({ tokenType }) => tokenType === t.RightBrace);
  return new Set([...before, ...after.slice(0, Math.max(0, close))].map(({ image }) => image));
};

/** Files for the text of an import. */
export const importedFiles = (from: string, files: readonly string[]): readonly Ranked[] =>
  files.flatMap((path) => {
    const written = path === from ? undefined : writtenPath(from, path);
    if (written === undefined) return [];
    const rank = written.startsWith("./") ? 0 : written.startsWith("../") ? 1 : 2;
    return [{ completion: { name: written, what: "file", detail: path }, rank }];
  });
