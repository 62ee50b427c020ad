import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** The folder itself, or the nearest above it that is there; a file that is in the way counts. Throws what the system refuses to tell. */
export const nearestThere = async (folder: string): Promise<string> => {
  for (let at = folder; ; at = dirname(at)) {
    const status = await stat(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
      throw error;
    });
    if (status || dirname(at) === at) return at;
  }
};

/**
 * Makes a folder with all above it; gives the uppermost that was made, undefined where it was there. Node's own `recursive` never comes
 * back where the system takes no folders, under `/proc` for one. Throws what the system refuses.
 */
export const makeFolder = async (folder: string): Promise<string | undefined> => {
  const there = await nearestThere(folder);
  if (there === folder && !(await stat(folder)).isDirectory())
    throw Object.assign(new Error(`EEXIST: file already exists, mkdir '${folder}'`), { code: "EEXIST", path: folder });
  const missing: string[] = [];
  for (let at = folder; at !== there; at = dirname(at)) missing.unshift(at);
  for (const at of missing)
    await mkdir(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error; // another process was faster
    });
  return missing[0];
};
