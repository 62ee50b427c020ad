import { join, resolve, sep } from "node:path";
import { layeredHost, memoryHost } from "../../base/host.ts";
import { openProgram, type Program } from "../../compiler/program.ts";
import { fixFiles } from "../../lint/fix-files.ts";
import { lintFiles, withoutAdopted } from "../../lint/lint.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { command, type CommandContext } from "../command.ts";
import { exit, type ExitCode } from "../exit.ts";
import { nodeHost } from "../node-host.ts";
import { openSpecs, type Spec } from "../open-spec.ts";
import { replaceFile } from "../replace-file.ts";
import { specFiles } from "../spec-files.ts";

/** `kesc lint`: what is correct and yet against the habits of the field. The findings are the result: standard output. */
export const lint = command({
  name: "lint",
  summary: "find what is correct but unusual in specs, and mend it",
  details:
    "Looks at the text, at the networks that it makes and at its recipes; what is plainly wrong is told too. A block is judged by what the given files make of it. kes.config.json says what each rule weighs; `// kes-disable-next-line RULE -- reason` silences one for a line. --fix leaves errors, and files with unknown names, to whoever wrote them. Ends with 1 where there is an error, or more warnings than allowed. In a folder, every .kes file under it.",
  arguments: { paths: { kind: "many", placeholder: "FILE", doc: "specs or folders to look at" } },
  options: {
    fix: { kind: "flag", doc: "mend what has one clear remedy, in place" },
    maxWarnings: {
      kind: "whole",
      placeholder: "N",
      doc: "end with 1 where there are more warnings (default: any number)",
    },
  },
  examples: [
    { line: "kesc lint my-net.kes", does: "one file" },
    { line: "kesc lint specs --max-warnings 0", does: "a folder, for a continuous integration" },
    { line: "kesc lint my-net.kes --fix", does: "mend it" },
    { line: "kesc lint specs --diagnostics sarif", does: "for code scanning" },
  ],
  async run({ paths, fix, maxWarnings }, ctx) {
    const config = configAround(paths, ctx);
    const specs = await openSpecs(await specFiles(paths, ctx.cwd), { cwd: ctx.cwd, config });
    let warnings = 0;
    let code: ExitCode = exit.clean;
    for (const program of new Set(specs.map((spec) => spec.program))) {
      const together = specs.filter((spec) => spec.program === program);
      const found = problemsIn(fix ? await mend(together, ctx) : program, together);
      warnings += found.filter(({ severity }) => severity === "warning").length;
      const reported = await ctx.report(found, { to: "out", shown: together[0]!.shown });
      if (reported !== exit.clean) code = reported;
    }
    if (maxWarnings === undefined || warnings <= maxWarnings) return code;
    await ctx.talk.line(
      `${warnings} ${warnings === 1 ? "warning" : "warnings"}, more than --max-warnings ${maxWarnings}`,
    );
    return exit.findings;
  },
});

/** Without a configuration a folder that was given is the root of all in it, so that its files are judged together. */
const configAround = (paths: readonly string[], { cwd, config }: CommandContext): CommandContext["config"] => {
  const given = paths.map((path) => resolve(cwd, path));
  return async (from = cwd) => {
    const found = await config(from);
    const folder = given.find((path) => from === path || from.startsWith(path + sep));
    return found.file === undefined && folder !== undefined ? config(folder) : found;
  };
};

/** What the compiler says and what the linter says, each thing once, whoever imports it. */
const problemsIn = (program: Program, specs: readonly Spec[]): readonly Diagnostic[] => {
  const paths = specs.map(({ path }) => path);
  const levels = specs[0]!.config.lint.levels;
  const checked = paths.flatMap((path) => withoutAdopted(program.check(path), paths));
  const byPlace = new Map<string, Diagnostic>();
  for (const each of [...checked, ...lintFiles(program, paths, { levels })]) {
    const { code, message, span } = each;
    byPlace.set(JSON.stringify([code, message, span.source.path, span.start, span.end]), each);
  }
  return [...byPlace.values()];
};

/** Writes the files that can be mended; gives a program that knows them so. */
const mend = async (specs: readonly Spec[], ctx: CommandContext): Promise<Program> => {
  const { config, shown } = specs[0]!;
  const files = nodeHost({ root: config.root, allow: config.allowOutside });
  const open = (texts: ReadonlyMap<string, string>): Program => openProgram(layeredHost(memoryHost(texts), files));
  const paths = specs.map(({ path }) => path);
  const { texts, applied, program } = fixFiles(open, paths, { levels: config.lint.levels });
  for (const [path, text] of texts) await replaceFile(join(config.root, path), text);
  const where = texts.size === 1 ? [...texts.keys()].map(shown).join() : `${texts.size} files`;
  if (applied.length > 0) await ctx.talk.line(`mended ${applied.length} in ${where}`);
  return program;
};
