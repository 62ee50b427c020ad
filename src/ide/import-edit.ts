import type { Fix } from "../base/diagnostic.ts";
import { span } from "../base/source.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import { importedPath, writtenPath } from "../compiler/2-bind/import-path.ts";
import type { Declared, Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";

/** A declaration of another file, which an import could bring. */
export interface Importable extends Declared {
  /** As an import writes its file: `./units`, `../deep/far`, `models/resnet`. */
  readonly from: string;
}

/** What other files declare, by the files' order. Files that import this one are left out: an import may not go in a circle. */
export const importableIn = (program: Program, module: Module, files: readonly string[]): readonly Importable[] =>
  files.flatMap((path) => {
    const from = path === module.source.path ? undefined : writtenPath(module.source.path, path);
    const other = from === undefined ? undefined : program.open(path).result;
    if (!other || from === undefined || reaches(other, module.source.path)) return [];
    return [...other.names.values()]
      .filter((declared) => declared.module === other && declared.name !== "")
      .map((declared) => ({ ...declared, from }));
  });

/** Whether a module imports a file, also through others. */
const reaches = (from: Module, path: string): boolean => {
  const seen = new Set<Module>();
  const open = [from];
  for (let at = open.pop(); at; at = open.pop()) {
    if (at.source.path === path) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...at.imports);
  }
  return false;
};

/** Adds a name to the import of its file, or an import of it. */
export const importEdit = ({ source, file }: Module, name: string, from: string): Fix["edits"][number] => {
  const imports = file.items.filter((item) => item.kind === "Import");
  const target = importedPath(source.path, from);
  const same = imports.find((item) => isFrom(item, source.path, target));
  const put = (at: number, text: string) => ({ span: span(source, at, at), text });
  if (same) return intoImport(same, name, put);
  const line = `import { ${name} } from "${from}"`;
  const last = imports.at(-1);
  if (last) return put(last.span.end, `\n${line}`);
  const at = firstPlace(file);
  return put(at, at === source.text.length ? `${line}\n` : `${line}\n\n`);
};

const isFrom = ({ from, names }: ast.Import, path: string, target: string | undefined): boolean => {
  const [text, ...more] = from.parts;
  return typeof text === "string" && more.length === 0 && names.length > 0 && importedPath(path, text) === target;
};

/** Among sorted names where it belongs, else behind the last. */
const intoImport = <Edit>({ names }: ast.Import, name: string, put: (at: number, text: string) => Edit): Edit => {
  const isSorted = names.every(({ text }, at) => at === 0 || names[at - 1]!.text <= text);
  const next = isSorted ? names.find(({ text }) => name < text) : undefined;
  return next ? put(next.span.start, `${name}, `) : put(names.at(-1)!.span.end, `, ${name}`);
};

/** Where the first import of a file goes: above the first declaration and the comments that touch it, below what stands apart from it. */
const firstPlace = ({ items, comments, source }: ast.File): number => {
  const first = items[0]?.span.start ?? source.text.length;
  let at = first;
  for (const comment of comments.filter(({ span: { end } }) => end <= first).toReversed()) {
    if (/\n[ \t]*\r?\n/.test(source.text.slice(comment.span.end, at))) break;
    at = comment.span.start;
  }
  return at;
};
