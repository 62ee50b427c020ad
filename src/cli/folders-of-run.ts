import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { DataFolders } from "../runtime/data/find-path.ts";
import type { CommandContext } from "./command.ts";

/**
 * Where a run's data is looked for: as it was in training where the run lies in the folder for runs; for one that is kept elsewhere, with
 * neither configuration nor data beside it, as from where the user stands.
 */
export const foldersOfRun = async (
  folder: string,
  ctx: Pick<CommandContext, "cwd" | "config">,
): Promise<DataFolders> => {
  const beside = await ctx.config(dirname(dirname(resolve(ctx.cwd, folder))));
  const isHome = beside.file !== undefined || (await stat(beside.data).catch(() => undefined)) !== undefined;
  const { root, data } = isHome ? beside : await ctx.config();
  return { root, data };
};
