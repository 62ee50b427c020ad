import type * as ast from "../1-syntax/ast.ts";
import { wrongValue } from "../diagnostics/values.ts";
import { describe } from "../ops/kit/show.ts";
import { report, type Env } from "./environment.ts";
import { failed, type Value } from "./value.ts";

/** What `{ a, b } = value` binds to one of its names; `failed` after a report. */
export const fieldOf = (value: Value, name: ast.Name, env: Env): Value => {
  if (value.kind === "failed") return failed;
  const field = value.kind === "record" ? value.fields.get(name.text) : undefined;
  if (field) return field;
  report(env, wrongValue, name.span, {
    where: "what is taken apart here",
    expected: `a record with \`${name.text}\``,
    got: describe(value),
  });
  return failed;
};
