import { randomBytes } from "node:crypto";
import { realpath, rename, stat, unlink, writeFile } from "node:fs/promises";
import { asFailure, Failure } from "./failure.ts";

/** Whole or not at all; through a symbolic link, and with the rights that the file had. */
export const replaceFile = async (file: string, text: string): Promise<void> => {
  const target = await realpath(file);
  const { mode } = await stat(target);
  const beside = `${target}.${randomBytes(4).toString("hex")}`;
  try {
    await writeFile(beside, text, { mode, flag: "wx" });
    await rename(beside, target);
  } catch (error) {
    await unlink(beside).catch(() => undefined);
    return refuseFile(file, error);
  }
};

/** Throws what the system said of a file as a `Failure` that begins with the name a user knows. */
export const refuseFile = (name: string, error: unknown): never => {
  const failure = asFailure(error);
  if (failure === undefined) throw error;
  throw new Failure(`${name}: ${failure.message.replace(/^.*: /, "")}`);
};
