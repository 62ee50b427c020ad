import { stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";

/** Where relative paths of data sets are looked for: first under `data`, then under `root`. Both absolute. */
export interface DataFolders {
  readonly root: string;
  readonly data: string;
}

/** The folder or file that `path` means, or undefined where there is none. */
export const findPath = async (
  path: string,
  kind: "folder" | "file",
  { data, root }: DataFolders,
): Promise<string | undefined> => {
  const candidates = isAbsolute(path) ? [path] : [join(data, path), join(root, path)];
  for (const candidate of candidates) {
    const status = await stat(candidate).catch(() => undefined);
    if (kind === "folder" ? status?.isDirectory() : status?.isFile()) return candidate;
  }
  return undefined;
};
