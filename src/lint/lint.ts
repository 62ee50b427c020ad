import { isWithin } from "../base/source.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { lineMap } from "../base/line-map.ts";
import type * as ast from "../compiler/1-syntax/ast.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import type { LintContext } from "./context.ts";
import { disableProblems } from "./disable-problems.ts";
import { disablesIn, type Disable } from "./disables.ts";
import { graphsOf, type Graphs } from "./graphs.ts";
import type { Finding, Level, Rule } from "./rule.ts";
import { rules } from "./rules.generated.ts";

export interface LintOptions {
  /** What rules weigh, by name, where it isn't their own level. */
  readonly levels?: ReadonlyMap<string, Level>;
  /**
   * Files whose networks and recipes are looked at besides the file's own: a block is judged by what is made of it. Default: none.
   */
  readonly placedBy?: readonly string[];
}

/**
 * What a file's text, networks and recipes have against the habits of the field, in order of place, with fixes. Errors are the
 * compiler's to tell: what can't be elaborated for one is not judged. A finding of a rule that bears a compiler's code (`adopted`)
 * stands for that warning. Never throws for a mistake in a file.
 */
export const lint = (program: Program, path: string, options: LintOptions = {}): readonly Diagnostic[] => {
  const roots = [...new Set([path, ...(options.placedBy ?? [])])];
  return lintModule(program, path, options, graphsOf(program, roots));
};

/** The same of several files, each judged by what any of them makes of it; everything is elaborated once. */
export const lintFiles = (
  program: Program,
  paths: readonly string[],
  options: Omit<LintOptions, "placedBy"> = {},
): readonly Diagnostic[] => {
  const distinct = [...new Set(paths)];
  const graphs = graphsOf(program, distinct);
  return distinct.flatMap((path) => lintModule(program, path, options, graphs));
};

/** What the compiler and the linter have to say of a file, each thing once. */
export const checkAndLint = (program: Program, path: string, options: LintOptions = {}): readonly Diagnostic[] => [
  ...withoutAdopted(program.check(path), [path]),
  ...lint(program, path, options),
];

/** The compiler's diagnostics without those that a rule speaks of in its place, in the files that are linted. */
export const withoutAdopted = (diagnostics: readonly Diagnostic[], paths: readonly string[]): readonly Diagnostic[] =>
  diagnostics.filter(({ span, code }) => !paths.includes(span.source.path) || !adopted.has(code));

const adopted: ReadonlySet<string> = new Set(rules.map(({ code }) => code).filter((code) => !code.startsWith("KES6")));

const lintModule = (program: Program, path: string, options: LintOptions, graphs: Graphs): readonly Diagnostic[] => {
  const module = program.open(path).result;
  if (!module) return [];
  const levelOf = (rule: Rule): Level => options.levels?.get(rule.name) ?? rule.level;
  const context: LintContext = { program, module, items: soundItems(module), ...graphs };
  const disables = disablesIn(module.file);
  const used = new Set<object>();
  const active = rules.filter((rule) => levelOf(rule) !== "off");
  const found = active.flatMap((rule) =>
    [...rule.check(context)].flatMap((finding) => {
      const disabled = disabledBy(disables, rule, finding, module);
      disabled.forEach((each) => used.add(each));
      return disabled.length > 0 ? [] : [diagnosticOf(rule, finding, levelOf(rule))];
    }),
  );
  const problems = disableProblems({ disables, used, active, context });
  const told = problems.flatMap(({ rule, finding }) =>
    levelOf(rule) === "off" ? [] : [diagnosticOf(rule, finding, levelOf(rule))],
  );
  return [...found, ...told].toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
};

/** The comments' words that silence a finding. */
const disabledBy = (
  disables: readonly Disable[],
  rule: Rule,
  { at }: Finding,
  module: Module,
): readonly Disable["rules"][number][] => {
  if (disables.length === 0) return [];
  const { line } = lineMap(module.source).position(at.start);
  return disables
    .filter((disable) => disable.line === line)
    .flatMap((disable) => disable.rules.filter(({ name }) => name === rule.name));
};

const diagnosticOf = (rule: Rule, finding: Finding, level: Level): Diagnostic => ({
  code: rule.code,
  slug: rule.name,
  severity: level === "error" ? "error" : "warning",
  message: finding.message,
  span: finding.at,
  uses: [],
  notes: finding.notes ?? [],
  help: finding.help ?? [],
  related: finding.related ?? [],
  fixes: finding.fixes ?? [],
});

const soundItems = ({ file, diagnostics }: Module): readonly ast.Item[] => {
  const errors = diagnostics.filter(({ severity }) => severity === "error").map((each) => each.span);
  return file.items.filter((item) => !errors.some((at) => isWithin(at, item.span)));
};
