import type { Num } from "../../base/number.ts";
import type * as ast from "../1-syntax/ast.ts";
import { wrongValue } from "../diagnostics/values.ts";
import { report, type Env } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { describe } from "../ops/kit/show.ts";

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

/** Evaluates both sides; undefined after a report. */
export const publishedClaim = (statement: ast.Published, env: Env): PublishedClaim | undefined => {
  const number = (side: ast.Expression): Num | undefined => {
    const value = evaluate(side, env);
    if (value.kind === "number") return value.value;
    if (value.kind === "failed") return undefined;
    return report(env, wrongValue, side.span, {
      where: "each side of `published`",
      expected: "a number",
      got: describe(value),
    });
  };
  const ours = number(statement.subject);
  const published = number(statement.value);
  if (!ours || !published) return undefined;
  const { subject } = statement;
  const argument = subject.kind === "Call" ? subject.arguments.arguments[0]?.value.span : undefined;
  const text = (span: ast.Expression["span"]) => span.source.text.slice(span.start, span.end);
  return {
    counter: subject.kind === "Call" && subject.callee.kind === "Reference" ? subject.callee.name.text : "",
    subject: argument ? text(argument) : text(subject.span),
    ours,
    published,
    text: text(statement.value.span),
    statement,
  };
};
