import { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { largestFile } from "../../base/host.ts";
import { unifiedDiff } from "../../base/unified-diff.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { command, type CommandContext } from "../command.ts";
import { exit } from "../exit.ts";
import { Failure } from "../failure.ts";
import { refuseFile, replaceFile } from "../replace-file.ts";
import { specFiles } from "../spec-files.ts";

/** One text to format, under the name that it is shown by. */
interface Input {
  readonly name: string;
  readonly text: string;
  /** Where it is written back; not from standard input. */
  readonly file?: string;
}

interface How {
  readonly check: boolean;
  readonly diff: boolean;
}

export const fmt = command({
  name: "fmt",
  summary: "format specs",
  details:
    "Breaks chains at their arrows, lines up tables, leaves comments where they belong. A file with a syntax error stays as it is. In a folder, every .kes file under it.",
  arguments: {
    paths: {
      kind: "many",
      placeholder: "FILE",
      doc: "specs or folders to format; with --stdin, the name of what comes in",
    },
  },
  options: {
    check: {
      kind: "flag",
      doc: "write nothing; list the files that aren't formatted and end with 1 where there are any",
    },
    diff: { kind: "flag", doc: "write nothing; print what would change, and end with 1 where something would" },
    stdin: { kind: "flag", doc: "read standard input, write to standard output" },
  },
  examples: [
    { line: "kesc fmt my-net.kes", does: "in place" },
    { line: "kesc fmt .", does: "everything under this folder" },
    { line: "kesc fmt --check specs", does: "for a continuous integration" },
    { line: "kesc fmt --diff my-net.kes", does: "what would change" },
    { line: "kesc fmt --stdin my-net.kes", does: "for an editor: the text comes in and goes out" },
  ],
  async run({ paths, check, diff, stdin }, ctx) {
    const inputs = stdin
      ? [{ name: demandOne(paths), text: await readAll(process.stdin) }]
      : await readInputs(paths, ctx.cwd);
    const { formatText } = await import("../../prettier/format-text.ts");
    const errors: Diagnostic[] = [];
    let differing = 0;
    for (const input of inputs) {
      const { format } = await ctx.config(input.file === undefined ? ctx.cwd : join(input.file, ".."));
      const formatted = await formatText({ path: input.name, text: input.text }, format.width);
      if ("errors" in formatted) errors.push(...formatted.errors);
      if (await finish(input, "text" in formatted ? formatted.text : input.text, { check, diff }, ctx)) differing += 1;
    }
    const code = await ctx.report(errors);
    if ((check || diff) && differing > 0)
      await ctx.talk.line(`${differing} of ${inputs.length} ${inputs.length === 1 ? "file" : "files"} not formatted`);
    return (check || diff) && differing > 0 ? exit.findings : code;
  },
});

/** Writes, lists or shows a formatted text. Gives whether it differs from what came in. */
const finish = async (
  { name, text, file }: Input,
  formatted: string,
  { check, diff }: How,
  { out }: CommandContext,
): Promise<boolean> => {
  const differs = formatted !== text;
  if (diff) await out.write(unifiedDiff(name, text, formatted));
  else if (check) await (differs ? out.line(name) : undefined);
  else if (file === undefined) await out.write(formatted);
  else if (differs) {
    await replaceFile(file, formatted);
    await out.line(name);
  }
  return differs;
};

const demandOne = ([name, ...others]: readonly string[]): string => {
  if (name !== undefined && others.length === 0) return name;
  throw new Failure("--stdin formats one text", ["kesc fmt --stdin my-net.kes < my-net.kes"]);
};

const readInputs = async (paths: readonly string[], cwd: string): Promise<readonly Input[]> => {
  const files = await specFiles(paths, cwd);
  return Promise.all(files.map(async (file) => readInput(file, relative(cwd, file) || file)));
};

const readInput = async (file: string, name: string): Promise<Input> => {
  if (/\.(?:md|markdown)$/i.test(name))
    throw new Failure(`${name}: it is Markdown, no spec`, [
      `npx prettier --plugin kesc/prettier --write ${name}   formats it with its kes blocks`,
    ]);
  const bytes = await readFile(file).catch((error: unknown) => refuseFile(name, error));
  if (bytes.length > largestFile)
    throw new Failure(`${name}: it has ${bytes.length} bytes; a spec has ${largestFile} at most`);
  try {
    return {
      name: name.split(sep).join("/"),
      text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
      file,
    };
  } catch {
    throw new Failure(`${name}: it is not UTF-8`);
  }
};
