import type { Json } from "../runs/plain-value.ts";

/** Looks into JSON that may have been written by another version, or changed by hand: what isn't there is undefined. */
export const fieldOf = (json: Json | undefined, ...path: readonly string[]): Json | undefined => {
  let at: Json | undefined = json;
  for (const name of path) {
    if (typeof at !== "object" || at === null || Array.isArray(at) || !Object.hasOwn(at, name)) return undefined;
    at = (at as { readonly [name: string]: Json })[name];
  }
  return at;
};

export const textOf = (json: Json | undefined, ...path: readonly string[]): string | undefined => {
  const value = fieldOf(json, ...path);
  return typeof value === "string" ? value : undefined;
};

export const numberOf = (json: Json | undefined, ...path: readonly string[]): number | undefined => {
  const value = fieldOf(json, ...path);
  return typeof value === "number" ? value : undefined;
};

/** An object's entries in their order; of anything else none. */
export const entriesOf = (json: Json | undefined): readonly (readonly [string, Json])[] =>
  typeof json === "object" && json !== null && !Array.isArray(json) ? Object.entries(json) : [];

/** A list's numbers, where it is a list of numbers alone. What JSON can't hold was written as null: no number. */
export const numbersOf = (json: Json | undefined): readonly number[] | undefined =>
  Array.isArray(json) && json.every((one) => typeof one === "number" || one === null)
    ? json.map((one: Json) => (typeof one === "number" ? one : NaN))
    : undefined;
