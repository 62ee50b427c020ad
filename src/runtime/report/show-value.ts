import type { Json } from "../runs/plain-value.ts";
import { entriesOf } from "./json-fields.ts";

/** A value of `recipe.json` as a recipe writes it: `sgd(lr: 0.1, momentum: 0.9)`, `3 epochs`, `[flip(probability: 0.5)]`. */
export const showValue = (value: Json): string => {
  if (value === null) return "none";
  if (typeof value === "number") return showNumber(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(showValue).join(", ")}]`;
  const entries = entriesOf(value);
  const [first, ...rest] = entries;
  if (first?.[0] === "part" && typeof first[1] === "string")
    return rest.length > 0 ? `${first[1]}(${namedValues(rest)})` : first[1];
  if (entries.length === 1 && first && /^(epoch|step)s?$/.test(first[0]) && typeof first[1] === "number")
    return `${showNumber(first[1])} ${first[1] === 1 ? first[0].replace(/s$/, "") : first[0]}`;
  return `{ ${namedValues(entries)} }`;
};

const namedValues = (entries: readonly (readonly [string, Json])[]): string =>
  entries.map(([name, value]) => `${name}: ${showValue(value)}`).join(", ");

/** Quotients of whole numbers have long decimals: 0.00392156862745098 is `0.00392157`. */
const showNumber = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
