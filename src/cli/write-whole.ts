import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { Failure } from "./failure.ts";
import { refuseFile } from "./replace-file.ts";

/** A file that a command makes, whole or not at all. `path` is from `cwd`; gives the name by which a user is told of it. */
export const writeWhole = async (path: string, text: string, cwd: string): Promise<string> => {
  const target = resolve(cwd, path);
  const name = relative(cwd, target) || path;
  const half = `${target}.${process.pid}.part`;
  try {
    await writeFile(half, text);
    await rename(half, target);
  } catch (error) {
    return refuseFile(name, error);
  } finally {
    await rm(half, { force: true }).catch(() => undefined);
  }
  return name;
};

/** The folder of files to come, made where it is missing. */
export const makeFolder = async (path: string, cwd: string): Promise<void> => {
  await mkdir(resolve(cwd, path), { recursive: true }).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new Failure(`${path}: it is a file, no folder`);
    return refuseFile(path, error);
  });
};
