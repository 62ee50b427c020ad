import type { Span } from "../../base/source.ts";
import { tooManyItems } from "../diagnostics/limits.ts";
import { report, type Env } from "./environment.ts";
import { failed, type Value } from "./value.ts";

/** Items of a list, turns of a loop, and what a value holds in all, however it is nested. */
export const MOST_ITEMS = 1_000_000;
const MOST_CHARACTERS = 1_000_000;

/** By what holds the items: a value within others is weighed once. */
const known = new WeakMap<object, number>();

/** Short lists of plain values are weighed faster than looked up. */
const SHORT = 16;

const isPlain = ({ kind }: Value): boolean =>
  kind !== "list" && kind !== "record" && kind !== "placeable" && kind !== "part";

/** Names and a map of its own: a record takes the room of so many numbers. */
const RECORD = 32;

const remembered = (holder: object, held: Iterable<Value>, own: number): number => {
  const before = known.get(holder);
  if (before !== undefined) return before;
  let total = own;
  for (const each of held) total += weightOf(each);
  known.set(holder, total);
  return total;
};

/** How many values it holds, each counted where it occurs: `[a, a]` weighs twice what `a` does, though it is stored once. */
const weightOf = (value: Value): number => {
  switch (value.kind) {
    case "list":
      if (value.items.length <= SHORT && value.items.every(isPlain)) return value.items.length + 1;
      return remembered(value.items, value.items, 1);
    case "record":
      return remembered(value.fields, value.fields.values(), RECORD);
    case "part":
      return remembered(value.arguments, value.arguments.values(), RECORD);
    case "placeable":
      return value.kindArguments ? remembered(value.kindArguments, value.kindArguments.values(), RECORD) : 1;
    default:
      return 1;
  }
};

/**
 * The value, or `failed` after a report where it holds more than anybody means. Lists of lists of the same double with each binding,
 * and whatever walks through them would never end.
 */
export const held = (value: Value, what: string, at: Span, env: Env): Value => {
  const weight = weightOf(value);
  if (weight <= MOST_ITEMS) return value;
  report(env, tooManyItems, at, { count: String(weight), limit: MOST_ITEMS, what });
  return failed;
};

/** A text of so many characters in all, or undefined after a report. */
export const joined = (parts: readonly string[], at: Span, env: Env): string | undefined => {
  const length = parts.reduce((total, part) => total + part.length, 0);
  if (length <= MOST_CHARACTERS) return parts.join("");
  return report(env, tooManyItems, at, {
    count: String(length),
    limit: MOST_CHARACTERS,
    what: "this text",
    items: "characters",
  });
};
