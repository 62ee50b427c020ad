import { toFloat, type Num } from "../../base/number.ts";
import type * as ast from "../1-syntax/ast.ts";
import type { Module } from "../2-bind/module.ts";
import { publishedMetric } from "../2-bind/published-metric.ts";
import { publishedNoShare, publishedTable, publishedUnmeasured } from "../diagnostics/claims.ts";
import { wrongValue } from "../diagnostics/values.ts";
import { report, type Env, type Session } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { fileEnv } from "./network.ts";
import { describe, showText } from "../ops/kit/show.ts";
import type { RunValue } from "./value.ts";

/** A figure from a paper beside what is counted here: `published params(WideNet) = 2238.6K`. */
export interface PublishedClaim {
  /** The counter's name: `params`, `macs`. */
  readonly counter: string;
  /** What it is asked of, as written. */
  readonly subject: string;
  readonly ours: Num;
  readonly published: Num;
  /** As written: `2238.6K`. */
  readonly text: string;
  readonly statement: ast.Published;
}

/** A figure from a paper of what a recipe trains: `published error(recipe) = 5.57%`. */
export interface PublishedResult {
  /** The recipe's name, or how it is called: `Plain(PairUnit(2, 2))`. */
  readonly recipe: string;
  /** `error`, `top5` */
  readonly metric: string;
  /** A share from 0 to 1. */
  readonly figure: number;
  /** As written: `5.57%`. */
  readonly text: string;
  /** The doc comment over it. */
  readonly note?: string;
}

/** The figures that a file claims of recipes, in order; whatever is wrong with others is reported. */
export const publishedResults = (module: Module, session: Session): readonly PublishedResult[] =>
  module.file.items.flatMap((item) =>
    item.kind === "Published" ? (publishedResult(item, fileEnv(module, session)) ?? []) : [],
  );

/** Undefined where it speaks of something else, or after a report. */
export const publishedResult = (statement: ast.Published, env: Env): PublishedResult | undefined => {
  const result = publishedMetric(statement, env.scope.module.names, env.session.library);
  const argument = result?.call.arguments.arguments[0];
  if (!result || !argument) return undefined;
  const { name: metric, isOneNumber } = result.metric;
  if (!isOneNumber) return report(env, publishedTable, result.call.span, { metric });
  const run = evaluate(argument.value, env);
  const figure = numberOf(statement.value, env);
  const at = argument.value.span;
  if (run.kind === "failed" || !figure) return undefined;
  if (run.kind !== "run")
    return report(env, wrongValue, at, { where: `\`${metric}\``, expected: "a recipe", got: describe(run) });
  const share = toFloat(figure);
  const text = showText(statement.value.span);
  if (share < 0 || share > 1) return report(env, publishedNoShare, statement.value.span, { text });
  const measured = metricsOf(run, env);
  if (!measured.includes(metric)) report(env, publishedUnmeasured, at, { metric, recipe: run.name, measured });
  const note = docOver(statement, env.scope.module.file);
  return { recipe: run.name, metric, figure: share, text, ...(note !== undefined && { note }) };
};

/** The error is measured wherever no other share is. */
const metricsOf = ({ fields }: RunValue, { session }: Env): readonly string[] => {
  const value = fields.get("metric")?.value;
  const items = value?.kind === "list" ? value.items : value ? [value] : [];
  const names = items.flatMap((item) => (item.kind === "part" ? [item.name] : []));
  return names.some((name) => session.library.parts.get(name)?.isOneNumber) ? names : ["error", ...names];
};

const numberOf = (side: ast.Expression, env: Env): Num | undefined => {
  const value = evaluate(side, env);
  if (value.kind === "number") return value.value;
  if (value.kind === "failed") return undefined;
  const facts = { where: "each side of `published`", expected: "a number", got: describe(value) };
  return report(env, wrongValue, side.span, facts);
};

/** The doc comment on the lines directly above an item, without its markers. */
export const docOver = (item: ast.Published, file: ast.File): string | undefined => {
  const above = file.comments.filter((comment) => comment.form === "doc" && comment.span.end <= item.span.start).at(-1);
  if (!above) return undefined;
  const between = file.source.text.slice(above.span.end, item.span.start);
  return /^[ \t]*\r?\n?[ \t]*$/.test(between) ? above.text.replace(/^\/\/\/ ?/, "") : undefined;
};

/** Evaluates both sides; undefined where it speaks of a recipe, or after a report. */
export const publishedClaim = (statement: ast.Published, env: Env): PublishedClaim | undefined => {
  if (publishedMetric(statement, env.scope.module.names, env.session.library)) return undefined;
  const ours = numberOf(statement.subject, env);
  const published = numberOf(statement.value, env);
  if (!ours || !published) return undefined;
  const { subject } = statement;
  const argument = subject.kind === "Call" ? subject.arguments.arguments[0]?.value.span : undefined;
  return {
    counter: subject.kind === "Call" && subject.callee.kind === "Reference" ? subject.callee.name.text : "",
    subject: showText(argument ?? subject.span),
    ours,
    published,
    text: showText(statement.value.span),
    statement,
  };
};
