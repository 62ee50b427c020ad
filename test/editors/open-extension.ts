import { mkdtempSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { projectRoot } from "../support/kesc.ts";

export interface State {
  /** What the extension did to the editor, in order: `["terminal", "train quick", "node …"]`. */
  readonly did: (readonly [string, ...unknown[]])[];
  readonly settings: Record<string, unknown>;
  readonly folders: readonly string[];
  isTrusted: boolean;
  documents: readonly unknown[];
  editor?: unknown;
  /** What the user takes from a list; the first where it is unset. */
  pick?: string;
  readonly providers: Map<string, Readonly<Record<string, (...given: unknown[]) => unknown>>>;
  readonly commands: Map<string, (...given: unknown[]) => Promise<unknown>>;
}

export interface Extension {
  readonly activate: (context: { readonly extensionPath: string; readonly subscriptions: unknown[] }) => Promise<void>;
  readonly deactivate: () => Promise<void>;
}

interface Stub {
  readonly fire: (name: string, value: unknown) => Promise<unknown>;
}

export const newState = (given: Partial<State> = {}): State => ({
  did: [],
  settings: {},
  folders: [],
  isTrusted: true,
  documents: [],
  providers: new Map(),
  commands: new Map(),
  ...given,
});

/** The extension's bundle as it is packed, with a stub in the editor's place. */
export const openExtension = async (state: State): Promise<{ extension: Extension; vscode: Stub }> => {
  const folder = mkdtempSync(join(tmpdir(), "kes-extension-"));
  const outfile = join(folder, "extension.cjs");
  await build({
    entryPoints: [join(projectRoot, "editors/vscode/src/extension.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    logLevel: "error",
  });
  const require = createRequire(import.meta.url);
  const vscode = (require("./vscode-stub.cjs") as (state: State) => Stub)(state);
  const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  loader._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));
  try {
    return { extension: require(outfile) as Extension, vscode };
  } finally {
    loader._load = load;
  }
};

/** A document as the editor shows it to extensions. */
export const documentOf = (path: string, text: string) => ({
  uri: { fsPath: path, scheme: "file", path, toString: () => `file://${path}` },
  fileName: path,
  languageId: "kes",
  version: 1,
  isDirty: false,
  isUntitled: false,
  getText: () => text,
});

/** With the cursor on a line, from 0. */
export const editorOf = (document: ReturnType<typeof documentOf>, line: number) => ({
  document,
  selection: { active: { line, character: 0 } },
});
