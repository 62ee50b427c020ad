import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { refuseFile } from "./replace-file.ts";

/** Specs by file and folder as a user names them, each once: absolute paths. Throws a `Failure` where there is nothing. */
export const specFiles = async (paths: readonly string[], cwd: string): Promise<readonly string[]> => {
  const files = new Set<string>();
  for (const path of paths) for (const file of await filesUnder(resolve(cwd, path), path)) files.add(file);
  return [...files];
};

/** The file itself, or all specs in a folder, hidden folders and installed packages apart. */
const filesUnder = async (path: string, shown: string): Promise<readonly string[]> => {
  const status = await stat(path).catch((error: unknown) => refuseFile(shown, error));
  if (!status.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => refuseFile(shown, error));
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    if (entry.isDirectory()) found.push(...(await filesUnder(join(path, entry.name), join(shown, entry.name))));
    else if (entry.isFile() && entry.name.endsWith(".kes")) found.push(join(path, entry.name));
  }
  return found;
};
