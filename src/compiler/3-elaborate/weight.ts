import type { Span } from "../../base/source.ts";
import { tooManyItems } from "../diagnostics/limits.ts";
import { report, type Env } from "./environment.ts";
import { failed, type Value } from "./value.ts";

/** Items of a list, turns of a loop, and what a value holds in all, however it is nested. */
export const MOST_ITEMS = 1_000_000;
const MOST_CHARACTERS = 1_000_000;

/** By what holds the items: a value within others is weighed once. */
const known = new WeakMap<object, number>();

/** Names and a map of its own: a record takes the room of so many numbers. */
const RECORD = 32;
/** Few plain values are weighed faster than looked up. */
const FEW = 16;

const isPlain = (value: Value): boolean =>
  value.kind !== "list" &&
  value.kind !== "record" &&
  value.kind !== "part" &&
  (value.kind !== "placeable" || value.kindArguments === undefined);

const weightOfItems = (items: readonly Value[]): number => {
  if (items.length <= FEW && items.every(isPlain)) return 1 + items.length;
  return remembered(items, () => items.reduce((total, item) => total + weightOf(item), 1));
};

const weightOfFields = (fields: ReadonlyMap<string, Value>): number => {
  if (fields.size === 0) return RECORD;
  return remembered(fields, () => {
    let total = RECORD;
    for (const field of fields.values()) total += weightOf(field);
    return total;
  });
};

const remembered = (holder: object, weigh: () => number): number => {
  const before = known.get(holder);
  if (before !== undefined) return before;
  const total = weigh();
  known.set(holder, total);
  return total;
};

/** How many values it holds, each counted where it occurs: `[a, a]` weighs twice what `a` does, though it is stored once. */
const weightOf = (value: Value): number => {
  switch (value.kind) {
    case "list":
      return weightOfItems(value.items);
    case "record":
      return weightOfFields(value.fields);
    case "part":
      return weightOfFields(value.arguments);
    case "placeable":
      return value.kindArguments ? weightOfFields(value.kindArguments) : 1;
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
