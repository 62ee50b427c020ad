import { access, constants, readdir, stat } from "node:fs/promises";
import { relative } from "node:path";
import { nearestThere } from "../../runtime/runs/make-folder.ts";
import { nodeHost } from "../node-host.ts";
import type { Config } from "../config.ts";
import { asFailure } from "../failure.ts";
import { fine, hindrance, hint, type Finding } from "./finding.ts";

/** The configuration that holds here, or what is wrong with it. */
export const lookAtConfig = async (
  read: () => Promise<Config>,
): Promise<{ readonly finding: Finding; readonly config?: Config }> => {
  try {
    const config = await read();
    const found = config.file ?? "no kes.config.json: the defaults hold";
    return { config, finding: fine("configuration", found) };
  } catch (error) {
    const failure = asFailure(error);
    if (!failure) throw error;
    return { finding: hindrance("configuration", failure.message, ...failure.help) };
  }
};

/** Whether the library's specs came along. */
export const lookAtLibrary = (root: string): Finding => {
  const result = nodeHost({ root }).read("std/prelude.kes");
  return "text" in result
    ? fine("library", "std, paper and models are there")
    : hindrance("library", "std/prelude.kes is missing", "npm install kesc");
};

/** A data set that is fetched by a command, with the folder it goes to. */
const SETS = [{ folder: "cifar-10-batches-bin", title: "CIFAR-10", get: "kesc data get cifar10" }] as const;

export const lookAtData = async (folder: string, cwd: string): Promise<Finding> => {
  const names = await readdir(folder).catch(() => undefined);
  const shown = relative(cwd, folder) || ".";
  const missing = SETS.filter((set) => !names?.includes(set.folder));
  if (missing.length === 0) return fine("data", `${shown} holds ${names?.join(", ")}`);
  const found = names === undefined ? `${shown} isn't there yet` : `${shown} holds ${names.join(", ") || "nothing"}`;
  return hint("data", found, ...missing.map(({ title, get }) => `${title}: ${get}. \`shapes(…)\` needs no data`));
};

/** Whether runs and data can be written: the folder itself, or the one that it would be made in. */
export const lookAtWriting = async (what: string, folder: string, cwd: string): Promise<Finding> => {
  const shown = relative(cwd, folder) || ".";
  const there = await nearestThere(folder);
  const status = await stat(there);
  if (!status.isDirectory())
    return hindrance(what, `${relative(cwd, there) || there} is no folder`, `move it away, or set another folder`);
  try {
    await access(there, constants.W_OK | constants.X_OK);
    return fine(what, there === folder ? `${shown} can be written` : `${shown} can be made`);
  } catch {
    return hindrance(
      what,
      `${shown} can't be written: permission denied at ${relative(cwd, there) || "."}`,
      `chmod u+w ${relative(cwd, there) || "."}, or set another folder in kes.config.json`,
    );
  }
};

export const configFolders = (config: Config): readonly (readonly [string, string])[] => [
  ["runs", config.runs],
  ["data folder", config.data],
];
