import type { Diagnostic } from "../base/diagnostic.ts";
import { noSuchRun } from "../compiler/diagnostics/runs.ts";
import type { CommandContext } from "./command.ts";
import { exit, type ExitCode } from "./exit.ts";

/** Reports why a run can't be read: a folder that is none was asked for wrongly, damage is a finding. */
export const reportRun = async (problems: readonly Diagnostic[], ctx: CommandContext): Promise<ExitCode> => {
  const code = await ctx.report(problems);
  return problems.some((problem) => problem.code === noSuchRun.code) ? exit.usage : code;
};
