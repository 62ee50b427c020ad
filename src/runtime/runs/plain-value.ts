import { toFloat } from "../../base/number.ts";
import type { Value } from "../../compiler/3-elaborate/value.ts";
import { shownItems } from "../../compiler/3-elaborate/shows.ts";
import { showText } from "../../compiler/ops/kit/show.ts";
import { partSettings } from "../../compiler/ops/part-settings.ts";

export type Json = number | string | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A value of a recipe as JSON, defaults filled in: numbers as doubles, durations as `{epochs: 60}`, parts as `{part: "sgd", lr: 0.1, …}`. */
export const plainValue = (value: Value): Json => {
  switch (value.kind) {
    case "number":
      return toFloat(value.value);
    case "bool":
    case "string":
      return value.value;
    case "symbol":
    case "axis":
    case "run":
      return value.name;
    case "none":
      return null;
    case "duration":
      return { [value.unit]: toFloat(value.amount) };
    case "list":
      return value.items.map(plainValue);
    case "record":
      return plainRecord(value.fields);
    case "part":
      return { part: value.name, ...plainRecord(partSettings(value)) };
    case "placeable":
      return value.title;
    case "show":
      return shownItems(value).map(({ span }) => showText(span));
    default:
      return `(${value.kind})`;
  }
};

/** Null-prototype objects: a field may be called `__proto__`. */
export const plainRecord = (fields: ReadonlyMap<string, Value>): { readonly [name: string]: Json } => {
  const record = Object.create(null) as Record<string, Json>;
  for (const [name, value] of fields) record[name] = plainValue(value);
  return record;
};
