import { relative, resolve } from "node:path";
import * as folders from "../runtime/runs/make-folder.ts";
import * as files from "../runtime/runs/write-whole.ts";
import { Failure } from "./failure.ts";
import { refuseFile } from "./replace-file.ts";

/** A file that a command makes, whole or not at all. `path` is from `cwd`; gives the name by which a user is told of it. */
export const writeWhole = async (path: string, content: string | Uint8Array, cwd: string): Promise<string> => {
  const target = resolve(cwd, path);
  const name = relative(cwd, target) || path;
  await files.writeWhole(target, content).catch((error: unknown) => refuseFile(name, error));
  return name;
};

/** The folder of files to come, made where it is missing. */
export const makeFolder = async (path: string, cwd: string): Promise<void> => {
  await folders.makeFolder(resolve(cwd, path)).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new Failure(`${path}: it is a file, no folder`);
    return refuseFile(path, error);
  });
};
