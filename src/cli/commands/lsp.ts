import { readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { isLibraryPath } from "../../base/library-path.ts";
import { createWorkspace } from "../../ide/workspace.ts";
import type { Root } from "../../lsp/session.ts";
import { command } from "../command.ts";
import { exit } from "../exit.ts";
import type { Config } from "../config.ts";
import { nodeHost, packagedLibrary } from "../node-host.ts";
import { version } from "../version.ts";

/** `kesc lsp`: the language server that editors start. */
export const lsp = command({
  name: "lsp",
  summary: "serve an editor: the language server",
  details:
    "Speaks the Language Server Protocol over standard input and output: errors, findings and fixes, hover, completion, definitions, references, rename, " +
    "symbols, formatting, shapes and counts beside the text. Editors start it themselves; docs/editors says how.",
  arguments: {},
  options: { stdio: { kind: "flag", doc: "over standard input and output, the only way there is" } },
  examples: [{ line: "kesc lsp --stdio", does: "what an editor runs" }],
  async run(_, ctx) {
    const [{ serve }, { formatText }] = await Promise.all([
      import("../../lsp/server.ts"),
      import("../../prettier/format-text.ts"),
    ]);
    const roots = new Map<string, Root>();
    process.argv.push("--stdio"); // where the library that speaks the protocol looks for it
    serve({
      version,
      nameOf: (uri) => {
        try {
          return uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
        } catch {
          return undefined;
        }
      },
      async rootOf(file) {
        const config = await ctx.config(dirname(file)).catch(() => undefined);
        const key = config?.root ?? dirname(file);
        const root = roots.get(key) ?? openRoot(key, config);
        roots.set(key, root);
        return root;
      },
      async format(path, text, printWidth) {
        const formatted = await formatText({ path, text }, printWidth);
        return "text" in formatted ? formatted.text : undefined;
      },
    });
    await new Promise(() => undefined); // the connection ends the process
    return exit.clean;
  },
});

const openRoot = (root: string, config: Config | undefined): Root => {
  const workspace = createWorkspace(nodeHost({ root, ...(config && { allow: config.allowOutside }) }));
  return {
    workspace,
    files: () => [...new Set([...workspace.open(), ...specsBelow(root)])],
    lint: config ? { levels: config.lint.levels } : {},
    printWidth: config?.format.width ?? DEFAULT_WIDTH,
    pathOf(file) {
      const path = relative(root, file).split(sep).join("/");
      return isLibraryPath(path) ? `./${path}` : path;
    },
    fileOf: (path) => join(isLibraryPath(path) ? packagedLibrary() : root, path),
  };
};

/** Paths as the program calls them, of what isn't hidden or installed. */
const specsBelow = (root: string): readonly string[] => {
  const found: string[] = [];
  const look = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith(".") || entry.name === "node_modules" || found.length >= MOST_FILES) continue;
      if (entry.isDirectory()) look(path);
      else if (entry.name.endsWith(".kes")) found.push(isLibraryPath(path) ? `./${path}` : path);
    }
  };
  try {
    look("");
  } catch {
    return found; // a folder that can't be read, or went away
  }
  return found;
};

/** Somebody opened a whole disk: what lies beyond is not looked at. */
const MOST_FILES = 5000;

/** The configuration's own default. */
const DEFAULT_WIDTH = 120;
