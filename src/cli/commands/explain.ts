import { nearest } from "../../base/nearest.ts";
import type { DiagnosticKind } from "../../base/diagnostic.ts";
import { catalogue } from "../../compiler/diagnostics/catalogue.ts";
import { command, type CommandContext } from "../command.ts";
import { exit } from "../exit.ts";
import { Failure } from "../failure.ts";

/** `kesc explain KES2003`: what the catalogue knows about one kind of diagnostic; without a name, the list of all. */
export const explain = command({
  name: "explain",
  summary: "say more about an error",
  details: "Without CODE: the list of all errors and warnings.",
  arguments: {
    code: { kind: "optional", placeholder: "CODE", doc: "as it was printed, `KES2003`, or the name behind it" },
  },
  options: { json: { kind: "flag", doc: "print the entry as JSON" } },
  examples: ["kesc explain KES2003", "kesc explain unknown-name"],
  async run({ code, json }, ctx) {
    const kinds = code === undefined ? catalogue : [find(code)];
    if (json) await ctx.out.line(JSON.stringify(kinds.map(entry), undefined, 2));
    else if (code === undefined) await ctx.out.write(list(ctx));
    else for (const kind of kinds) await ctx.out.write(page(kind, ctx));
    return exit.clean;
  },
});

const find = (wanted: string): DiagnosticKind<never> => {
  const folded = wanted.toLowerCase();
  const found = catalogue.find(
    ({ code, slug }) => code.toLowerCase() === folded || code.slice(3) === folded || slug === folded,
  );
  if (found) return found;
  const close =
    nearest(
      folded,
      catalogue.map(({ slug }) => slug),
    ) ??
    nearest(
      wanted.toUpperCase(),
      catalogue.map(({ code }) => code),
    );
  throw new Failure(`no error or warning is called ${wanted}`, [
    close === undefined
      ? "`kesc explain` lists them all"
      : `did you mean \`${close}\`? \`kesc explain\` lists them all`,
  ]);
};

const entry = ({ code, slug, severity, explanation, bad, good }: DiagnosticKind<never>): object => ({
  version: 1,
  code,
  slug,
  severity,
  explanation,
  bad,
  good,
});

const list = ({ paint }: CommandContext): string =>
  catalogue
    .map(
      ({ code, slug, severity }) =>
        `${paint.bold(code)}  ${severity === "warning" ? paint.yellow("warning") : paint.red("error  ")}  ${slug}\n`,
    )
    .join("");

const page = (kind: DiagnosticKind<never>, { paint, out }: CommandContext): string =>
  [
    `${paint.bold(kind.code)} ${kind.slug} (${kind.severity})`,
    "",
    ...wrap(kind.explanation, Math.min(out.columns, 100)),
    "",
    ...headed(paint.red("wrong"), kind.bad),
    ...headed(paint.green("right"), kind.good),
  ].join("\n");

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
