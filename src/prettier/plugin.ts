import type { Parser, SupportLanguage } from "prettier";
import { lineMap } from "../base/line-map.ts";
import { parseFile } from "../compiler/1-syntax/parse.ts";
import { printer } from "./printer.ts";
import { printableFile, type Node } from "./tree.ts";

export const languages: SupportLanguage[] = [
  { name: "kes", parsers: ["kes"], aliases: ["kes"], extensions: [".kes"], vscodeLanguageIds: ["kes"] },
];

/** Throws Prettier's kind of syntax error at the first one. */
const parse: Parser<Node>["parse"] = (text, options) => {
  const source = { path: options.filepath ?? "input.kes", text };
  const { file, diagnostics } = parseFile(source);
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (error === undefined) return printableFile(file);
  const lines = lineMap(source);
  const at = (offset: number): { line: number; column: number } => lines.position(offset);
  throw Object.assign(new SyntaxError(`${error.code} ${error.message}`), {
    loc: { start: at(error.span.start), end: at(error.span.end) },
  });
};

export const parsers: Record<"kes", Parser<Node>> = {
  kes: { parse, astFormat: "kes", locStart: ({ start }) => start, locEnd: ({ end }) => end },
};

export const printers = { kes: printer };

/** What holds where neither a configuration nor a command line says otherwise. */
export const defaultOptions = { printWidth: 120, tabWidth: 2 };
