import type { Span } from "../base/source.ts";
import { importedPath } from "../compiler/2-bind/import-path.ts";
import type { Module } from "../compiler/2-bind/module.ts";

export interface Link {
  /** The path in the text, without its quotes. */
  readonly span: Span;
  /** As the program calls the file. */
  readonly path: string;
}

/** Import paths that lead to a file. */
export const linksIn = ({ source, file, imports }: Module): readonly Link[] => {
  const read = new Set(imports.map((module) => module.source.path));
  return file.items.flatMap((item) => {
    if (item.kind !== "Import") return [];
    const [text] = item.from.parts;
    const path = typeof text === "string" ? importedPath(source.path, text) : undefined;
    const { span } = item.from;
    return path !== undefined && read.has(path)
      ? [{ span: { ...span, start: span.start + 1, end: span.end - 1 }, path }]
      : [];
  });
};
