import { nearest } from "../../base/nearest.ts";
import type { DiagnosticKind } from "../../base/diagnostic.ts";
import { command, type CommandContext } from "../command.ts";
import { exit } from "../exit.ts";
import { explained, type Explained } from "../explained.ts";
import { Failure } from "../failure.ts";

/** `kesc explain KES2003`: what is known of one kind of diagnostic or one rule; without a name, the list of all. */
export const explain = command({
  name: "explain",
  summary: "say more about an error or a rule",
  details: "Without CODE: the list of all errors and warnings, and of the linter's rules (KES6).",
  arguments: {
    code: { kind: "optional", placeholder: "CODE", doc: "as it was printed, `KES2003`, or the name behind it" },
  },
  options: { json: { kind: "flag", doc: "print the entry as JSON" } },
  examples: ["kesc explain KES2003", "kesc explain unknown-name", "kesc explain bias-before-norm"],
  async run({ code, json }, ctx) {
    const kinds = code === undefined ? explained() : [find(code)];
    if (json) await ctx.out.line(JSON.stringify(kinds.map(entry), undefined, 2));
    else if (code === undefined) await ctx.out.write(list(kinds, ctx));
    else for (const kind of kinds) await ctx.out.write(page(kind, ctx));
    return exit.clean;
  },
});

const find = (wanted: string): Explained => {
  const folded = wanted.toLowerCase();
  const kinds = explained();
  const found = kinds.find(
    ({ code, slug }) => code.toLowerCase() === folded || code.slice(3) === folded || slug === folded,
  );
  if (found) return found;
  const close =
    nearest(
      folded,
      kinds.map(({ slug }) => slug),
    ) ??
    nearest(
      wanted.toUpperCase(),
      kinds.map(({ code }) => code),
    );
  throw new Failure(`no error, warning or rule is called ${wanted}`, [
    close === undefined
      ? "`kesc explain` lists them all"
      : `did you mean \`${close}\`? \`kesc explain\` lists them all`,
  ]);
};

const entry = (kind: Explained): object => ({ version: 1, ...kind });

const list = (kinds: readonly Explained[], { paint }: CommandContext): string => {
  const words = {
    error: paint.red("error  "),
    warning: paint.yellow("warning"),
    off: paint.dim("off    "),
  } as const;
  return kinds.map(({ code, slug, severity }) => `${paint.bold(code)}  ${words[severity]}  ${slug}\n`).join("");
};

const page = (kind: Explained, { paint, out }: CommandContext): string => {
  const { code, slug, severity, explanation, rule } = kind;
  const mends = rule?.fix === undefined ? [] : [`\`kesc lint --fix\` ${rule.fix}.`, ""];
  return [
    `${paint.bold(code)} ${slug} (${rule ? `a rule of \`kesc lint\`: ${severity}` : severity})`,
    "",
    ...wrap(explanation, Math.min(out.columns, 100)),
    "",
    ...mends,
    ...headed(paint.red("wrong"), kind.bad),
    ...headed(paint.green("right"), kind.good),
  ].join("\n");
};

/** What no text can show, such as a damaged file, has no examples. */
const headed = (heading: string, text: DiagnosticKind["bad"]): readonly string[] =>
  text === "" ? [] : [heading, ...example(text)];

const example = (files: string | Readonly<Record<string, string>>): readonly string[] => {
  const named = typeof files === "string" ? [["", files] as const] : Object.entries(files);
  return named.flatMap(([name, text]) => [
    ...(name === "" ? [] : [`  // ${name}`]),
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`.trimEnd()),
    "",
  ]);
};

const wrap = (text: string, width: number): readonly string[] => {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1] ?? "";
    if (last !== "" && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
};
