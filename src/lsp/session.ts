import { pathToFileURL } from "node:url";
import type { Connection, Location, Range, TextDocuments, TextEdit } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/source.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import type { Workspace } from "../ide/workspace.ts";
import type { LintOptions } from "../lint/lint.ts";

/** What a file's root is to the server; the command line finds it by `kes.config.json`. */
export interface Root {
  readonly workspace: Workspace;
  readonly lint: LintOptions;
  readonly printWidth: number;
  /** The path of an absolute file, as the root's program calls it. */
  pathOf(file: string): string;
  /** The absolute file of such a path. */
  fileOf(path: string): string;
  /** Paths of all specs below the root, open or not. */
  files(): readonly string[];
}

export interface ServerOptions {
  readonly version: string;
  /** The root of an absolute file; a wrong configuration counts as none. */
  rootOf(file: string): Promise<Root>;
  /** The name of a `file:` address; undefined for others. */
  nameOf(uri: string): string | undefined;
  /** Formats a text, or undefined where it has errors. */
  format(path: string, text: string, printWidth: number): Promise<string | undefined>;
}

/** What all features share. */
export interface Session {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly options: ServerOptions;
  /** What was found last, by address: fixes come from it. */
  readonly findings: Map<string, readonly Diagnostic[]>;
}

/** A text that the editor has open, in the program of its root as everything stands now. */
export interface Opened {
  readonly root: Root;
  readonly path: string;
  readonly program: Program;
  readonly module: Module;
  readonly document: TextDocument;
}

/** Brings a text to its root's workspace: others import it, saved or not. */
const takeText = async (document: TextDocument, { nameOf, rootOf }: ServerOptions): Promise<void> => {
  const file = nameOf(document.uri);
  if (file === undefined) return;
  const root = await rootOf(file);
  root.workspace.change(root.pathOf(file), document.getText());
};

/** Undefined for what is no file, isn't open, or can't be read. */
export const openText = async ({ documents, options }: Session, uri: string): Promise<Opened | undefined> => {
  const document = documents.get(uri);
  const file = options.nameOf(uri);
  if (!document || file === undefined) return undefined;
  const root = await options.rootOf(file);
  const path = root.pathOf(file);
  for (const other of documents.all()) await takeText(other, options);
  const program = root.workspace.program();
  const module = program.open(path).result;
  return module && { root, path, program, module, document };
};

export const rangeOf = ({ source, start, end }: Span): Range => {
  const text = TextDocument.create("", "kes", 0, source.text);
  return { start: text.positionAt(start), end: text.positionAt(end) };
};

export const locationOf = (root: Root, span: Span): Location => ({
  uri: pathToFileURL(root.fileOf(span.source.path)).href,
  range: rangeOf(span),
});

export const offsetIn = (
  { document }: Opened,
  position: { readonly line: number; readonly character: number },
): number => document.offsetAt(position);

/** Edits by the address of their file. */
export const changesOf = (
  root: Root,
  edits: readonly { readonly span: Span; readonly text: string }[],
): Record<string, TextEdit[]> => {
  const changes: Record<string, TextEdit[]> = {};
  for (const { span, text } of edits) {
    const { uri, range } = locationOf(root, span);
    (changes[uri] ??= []).push({ range, newText: text });
  }
  return changes;
};
