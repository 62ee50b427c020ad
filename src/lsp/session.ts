import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Connection, Location, Position, Range, TextDocuments, TextEdit } from "vscode-languageserver/node";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/source.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import type { Choices } from "../ide/shapes.ts";
import type { Workspace } from "../ide/workspace.ts";
import type { LintOptions } from "../lint/lint.ts";
import type { Places } from "./places.ts";
import type { Text } from "./text.ts";

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
  /** The root of an absolute file; a wrong configuration counts as none. At once where it is known already. */
  rootOf(file: string): Root | Promise<Root>;
  /** A configuration changed: roots are looked for anew. */
  forgetRoots(): void;
  /** The name of a `file:` address; undefined for others. */
  nameOf(uri: string): string | undefined;
  /** Address of what explains a diagnostic's code, where that is installed. */
  pageOf(code: string): string | undefined;
  /** Formats a text, or undefined where it has errors. */
  format(path: string, text: string, printWidth: number): Promise<string | undefined>;
}

/** What all features share. */
export interface Session {
  readonly connection: Connection;
  readonly documents: TextDocuments<Text>;
  readonly options: ServerOptions;
  readonly places: Places;
  /** What the editor told when it began. */
  readonly editor: Editor;
  /** What was found last, by address. */
  readonly findings: Map<string, Findings>;
  /** Addresses of open texts as the editor writes them, by root and path. */
  readonly addresses: Map<Root, Map<string, string>>;
  readonly choices: Map<Root, Choices>;
}

export interface Editor {
  encoding: "utf-16" | "utf-8";
  /** Absolute; texts without a file belong there. */
  folder: string | undefined;
  /** It tells of files that change on the disk. */
  watches: boolean;
  /** It asks again for hints and counts when told to. */
  refreshesHints: boolean;
  refreshesLenses: boolean;
  /** It puts texts with tab stops in. */
  snippets: boolean;
  /** It asks for a completion's other edits when one is chosen. */
  resolvesEdits: boolean;
}

export interface Findings {
  readonly version: number;
  /** That found them: while it is the root's, they hold. */
  readonly program: Program;
  readonly diagnostics: readonly Diagnostic[];
  /** Those of them that only elaboration and the linter tell, not the text alone. */
  readonly later: readonly Diagnostic[];
  /** They were told once more, carried over, while this newer program was still at work. */
  readonly toldFor?: Program;
}

/** Where a text stands in its root. */
export interface Located {
  readonly root: Root;
  readonly path: string;
}

/** A text that the editor has open, in the program of its root as everything stands now. */
export interface Opened extends Located {
  readonly uri: string;
  readonly program: Program;
  readonly module: Module;
  readonly text: Text;
  rangeOf(span: Span): Range;
  locationOf(span: Span): Location;
  /** In this text. */
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
}

export const locate = async ({ options, editor }: Session, uri: string): Promise<Located> => {
  const file = options.nameOf(uri);
  if (file !== undefined) {
    const root = await options.rootOf(file);
    return { root, path: root.pathOf(file) };
  }
  // Nothing imports it, and it imports what it would from the folder itself.
  const name = plainName(uri);
  return { root: await options.rootOf(join(editor.folder ?? process.cwd(), name)), path: `untitled:${name}` };
};

/** The last part of an address, decoded where it can be. */
const plainName = (uri: string): string => {
  const last = basename(uri.replace(/[?#].*$/, ""));
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
};

/** Brings a text to its root's workspace: others import it, saved or not. */
const takeText = async (session: Session, { uri, source }: Text): Promise<Located> => {
  const located = await locate(session, uri);
  const { root, path } = located;
  root.workspace.change(path, source.text);
  const ofRoot = session.addresses.get(root) ?? new Map<string, string>();
  session.addresses.set(root, ofRoot.set(path, uri));
  return located;
};

/** The texts as they are now, in their roots' workspaces. */
export const takeTexts = async (session: Session): Promise<void> => {
  for (const text of session.documents.all()) await takeText(session, text);
};

/** Undefined for what isn't open, or can't be read. */
export const openText = async (session: Session, uri: string): Promise<Opened | undefined> => {
  await takeTexts(session);
  const text = session.documents.get(uri);
  if (!text) return undefined;
  const { root, path } = await takeText(session, text);
  const program = programOf(session, root);
  const module = program.open(path).result;
  if (!module) return undefined;
  const { places } = session;
  return {
    uri,
    root,
    path,
    program,
    module,
    text,
    rangeOf: places.rangeOf,
    locationOf: (span) => locationOf(session, root, span),
    positionAt: (offset) => places.positionAt(module.source, offset),
    offsetAt: (position) => places.offsetAt(module.source, position),
  };
};

/** Editors that don't tell of changed files are not relied on. */
export const programOf = ({ editor }: Session, { workspace }: Root): Program => {
  if (!editor.watches) workspace.lookAgain();
  return workspace.program();
};

export const addressOf = ({ addresses }: Session, root: Root, path: string): string =>
  addresses.get(root)?.get(path) ?? pathToFileURL(root.fileOf(path)).href;

export const locationOf = (session: Session, root: Root, span: Span): Location => ({
  uri: addressOf(session, root, span.source.path),
  range: session.places.rangeOf(span),
});

/** Edits by the address of their file. */
export const changesOf = (
  { locationOf }: Pick<Opened, "locationOf">,
  edits: readonly { readonly span: Span; readonly text: string }[],
): Record<string, TextEdit[]> => {
  const changes: Record<string, TextEdit[]> = {};
  for (const { span, text } of edits) {
    const { uri, range } = locationOf(span);
    (changes[uri] ??= []).push({ range, newText: text });
  }
  return changes;
};
