import { resolve } from "node:path";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { command, type CommandContext } from "../command.ts";
import { exit, type ExitCode } from "../exit.ts";
import { asFailure } from "../failure.ts";
import { openSpecs, type Spec } from "../open-spec.ts";
import { fingerprint, watchFiles } from "../watch-files.ts";

/** `kesc check`: everything that is wrong in files and in what they import. The findings are the result: standard output. */
export const check = command({
  name: "check",
  summary: "find errors in specs",
  details:
    "Follows imports. Prints each error once, with the place and who placed it. Ends with 1 where there is an error; " +
    "with --watch it goes on until Ctrl-C.",
  arguments: { files: { kind: "many", placeholder: "FILE", doc: "specs to check" } },
  options: { watch: { kind: "flag", short: "w", doc: "check again whenever a file changes" } },
  examples: [
    { line: "kesc check my-net.kes", does: "one file with all it imports" },
    { line: "kesc check specs/paper/blocks.kes specs/paper/table1.kes", does: "several" },
    { line: "kesc check my-net.kes --watch", does: "again whenever something changes" },
    { line: "kesc check my-net.kes --diagnostics json", does: "for programs: an object a line" },
  ],
  run: async ({ files, watch }, ctx) => (watch ? watchAll(files, ctx) : checkSpecs(await openSpecs(files, ctx), ctx)),
});

const checkSpecs = async (specs: readonly Spec[], ctx: CommandContext): Promise<ExitCode> => {
  let code: ExitCode = exit.clean;
  for (const program of new Set(specs.map((spec) => spec.program))) {
    const together = specs.filter((spec) => spec.program === program);
    const found = together.flatMap(({ path }) => program.check(path));
    const reported = await ctx.report(distinct(found), { to: "out", shown: together[0]!.shown });
    if (reported !== exit.clean) code = reported;
  }
  return code;
};

/** What two files find in a third one that both import is said once. */
const distinct = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const byPlace = new Map<string, Diagnostic>();
  for (const each of diagnostics) {
    const { code, message, span } = each;
    byPlace.set(JSON.stringify([code, message, span.source.path, span.start, span.end]), each);
  }
  return [...byPlace.values()];
};

/** Until Ctrl-C. A file that is gone, or whose configuration is broken, is told and waited for. */
const watchAll = async (files: readonly string[], ctx: CommandContext): Promise<ExitCode> => {
  let touched: ReadonlyMap<string, string> = new Map();
  let code: ExitCode = exit.clean;
  const given = files.map((file) => resolve(ctx.cwd, file));
  do {
    // Also what was read last time: where a file is gone now, what it imported may bring it back.
    const before = new Map([...given, ...touched.keys()].map((path) => [path, fingerprint(path)]));
    const start = performance.now();
    try {
      const specs = await openSpecs(files, ctx);
      code = await checkSpecs(specs, ctx);
      touched = new Map(specs.flatMap((spec) => [...spec.touched]));
    } catch (error) {
      const failure = asFailure(error);
      if (!failure) throw error;
      code = exit.usage;
      await ctx.talk.line(`${ctx.talk.paint.red("error")} ${failure.message}`);
      touched = before;
    }
    const state = code === exit.clean ? ctx.talk.paint.green("all is well") : ctx.talk.paint.red("there are errors");
    await ctx.talk.line(`${state}   ${Math.round(performance.now() - start)} ms; waiting for changes, Ctrl-C ends`);
  } while (await watchFiles(touched, ctx));
  return code;
};
