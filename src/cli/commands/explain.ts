import { nearest } from "../../base/nearest.ts";
import type { DiagnosticKind } from "../../base/diagnostic.ts";
import { command, type CommandContext } from "../command.ts";
import { exit } from "../exit.ts";
import { explained, type Explained } from "../explained.ts";
import { explainedNames, nameLines, wrap, type ExplainedName } from "../explained-name.ts";
import { Failure } from "../failure.ts";
import { nodeHost } from "../node-host.ts";

/** `kesc explain KES2003`, `kesc explain conv`: what is known of a diagnostic, a rule or a name; without one, the list of the former. */
export const explain = command({
  name: "explain",
  summary: "say more about an error, a rule or an operation",
  details:
    "Without WHAT: the list of all errors and warnings, and of the linter's rules (KES6). Names are those of operations, of data sets, optimizers and " +
    "other parts of recipes, and of what the library declares.",
  arguments: {
    code: {
      kind: "optional",
      placeholder: "WHAT",
      doc: "a code as it was printed, `KES2003`, or the name behind it; or a name such as `conv`",
    },
  },
  options: { json: { kind: "flag", doc: "print the entry as JSON" } },
  examples: ["kesc explain KES2003", "kesc explain unknown-name", "kesc explain bias-before-norm", "kesc explain conv"],
  async run({ code, json }, ctx) {
    const found = code === undefined ? explained() : [find(code, ctx)];
    if (json) await ctx.out.line(JSON.stringify(found.map(entry), undefined, 2));
    else if (code === undefined) await ctx.out.write(list(found.filter(isKind), ctx));
    else for (const one of found) await ctx.out.write(isKind(one) ? page(one, ctx) : namePage(one, ctx));
    return exit.clean;
  },
});

const isKind = (one: Explained | ExplainedName): one is Explained => "code" in one;

const find = (wanted: string, { cwd }: CommandContext): Explained | ExplainedName => {
  const folded = wanted.toLowerCase();
  const kinds = explained();
  const found = kinds.find(
    ({ code, slug }) => code.toLowerCase() === folded || code.slice(3) === folded || slug === folded,
  );
  if (found) return found;
  const names = explainedNames(nodeHost({ root: cwd }));
  const named = names.get(wanted);
  if (named) return named();
  const slugs = kinds.map(({ slug }) => slug);
  const codes = kinds.map(({ code }) => code);
  const close = nearest(wanted, [...names.keys()]) ?? nearest(folded, slugs) ?? nearest(wanted.toUpperCase(), codes);
  throw new Failure(`no error, warning, rule, operation or name of the library is called ${wanted}`, [
    close === undefined
      ? "`kesc explain` lists errors, warnings and rules"
      : `did you mean \`${close}\`? \`kesc explain\` lists errors, warnings and rules`,
  ]);
};

const namePage = (one: ExplainedName, { paint, out }: CommandContext): string => {
  const [first = "", ...rest] = nameLines(one, Math.min(out.columns, 100));
  return [paint.bold(first), ...rest].join("\n");
};

const entry = (one: Explained | ExplainedName): object => ({ version: 1, ...one });

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
