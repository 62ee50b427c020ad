import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isLibraryPath } from "../../base/library-path.ts";
import { createWorkspace } from "../../ide/workspace.ts";
import type { Root, ServerOptions } from "../../lsp/session.ts";
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
    process.argv.push("--stdio"); // where the library that speaks the protocol looks for it
    serve({
      version,
      nameOf,
      ...rootsBy((folder) => ctx.config(folder)),
      pageOf: pages(),
      async format(path, text, printWidth) {
        const formatted = await formatText({ path, text }, printWidth);
        return "text" in formatted ? formatted.text : undefined;
      },
    });
    await new Promise(() => undefined); // the connection ends the process
    return exit.clean;
  },
});

const nameOf = (uri: string): string | undefined => {
  try {
    return uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
};

/** Roots by the folder of a file, each found once. */
const rootsBy = (configOf: (folder: string) => Promise<Config>): Pick<ServerOptions, "rootOf" | "forgetRoots"> => {
  const roots = new Map<string, Root>();
  const byFolder = new Map<string, Root>();
  const find = async (folder: string): Promise<Root> => {
    const config = await configOf(folder).catch(() => undefined);
    const key = config?.root ?? folder;
    const root = byFolder.get(folder) ?? roots.get(key) ?? openRoot(key, config);
    roots.set(key, root);
    byFolder.set(folder, root);
    return root;
  };
  return {
    rootOf: (file) => byFolder.get(dirname(file)) ?? find(dirname(file)),
    forgetRoots() {
      roots.clear();
      byFolder.clear();
    },
  };
};

const openRoot = (root: string, config: Config | undefined): Root => {
  const host = nodeHost({ root, ...(config && { allow: config.allowOutside }) });
  const workspace = createWorkspace({ host, specs: () => specsBelow(root), now: () => performance.now() });
  return {
    workspace,
    files: workspace.files,
    lint: config ? { levels: config.lint.levels } : {},
    printWidth: config?.format.width ?? DEFAULT_WIDTH,
    pathOf(file) {
      const ofLibrary = pathBelow(packagedLibrary(), file);
      if (isLibraryPath(ofLibrary)) return ofLibrary;
      const path = pathBelow(root, file);
      return isLibraryPath(path) ? `./${path}` : path;
    },
    fileOf: (path) => join(isLibraryPath(path) ? packagedLibrary() : root, path),
  };
};

const pathBelow = (folder: string, file: string): string => relative(folder, file).split(sep).join("/");

/** Addresses of the pages that explain codes, where they came with the package. */
const pages = (): ServerOptions["pageOf"] => {
  const folder = join(packagedLibrary(), "../docs/reference");
  const [errors, findings] = ["diagnostics.md", "lint.md"].map((name) => {
    const file = join(folder, name);
    return existsSync(file) ? pathToFileURL(file).href : undefined;
  });
  return (code) => (code.startsWith("KES6") ? findings : errors);
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
