import type { Attribute, Attributes, Dim, Size } from "../../4-graph/graph.ts";

/** Typed readers of a node's attributes; what is missing or of another kind is a bug and throws. */

const wrong = (name: string, wanted: string): never => {
  throw new Error(`attribute ${name} must be ${wanted}`);
};

const isRecord = (value: Attribute | undefined): value is Readonly<Record<string, Attribute>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const numberAt = (attributes: Attributes, name: string): number => {
  const value = attributes[name];
  return typeof value === "number" ? value : wrong(name, "a number");
};

export const textAt = (attributes: Attributes, name: string): string => {
  const value = attributes[name];
  return typeof value === "string" ? value : wrong(name, "a string");
};

export const flagAt = (attributes: Attributes, name: string): boolean => {
  const value = attributes[name];
  return typeof value === "boolean" ? value : wrong(name, "true or false");
};

export const listAt = (attributes: Attributes, name: string): readonly Attribute[] => {
  const value = attributes[name];
  return Array.isArray(value) ? (value as readonly Attribute[]) : wrong(name, "a list");
};

export const textsAt = (attributes: Attributes, name: string): readonly string[] =>
  listAt(attributes, name).map((value) => (typeof value === "string" ? value : wrong(name, "a list of strings")));

export const numbersAt = (attributes: Attributes, name: string): readonly number[] =>
  listAt(attributes, name).map((value) => (typeof value === "number" ? value : wrong(name, "a list of numbers")));

/** A list of records. */
export const recordsAt = (attributes: Attributes, name: string): readonly Attributes[] =>
  listAt(attributes, name).map((value) => (isRecord(value) ? value : wrong(name, "a list of records")));

export const sizeAt = (attributes: Attributes, name: string): Size => {
  const value = attributes[name];
  return value === "batch" || typeof value === "number" ? value : wrong(name, "a size");
};

/** `[{ axis, size }…]` */
export const dimsAt = (attributes: Attributes, name: string): readonly Dim[] =>
  recordsAt(attributes, name).map((record) => ({ axis: textAt(record, "axis"), size: sizeAt(record, "size") }));

/** `{ from: to }` in order. */
export const textMapAt = (attributes: Attributes, name: string): ReadonlyMap<string, string> => {
  const value = attributes[name];
  if (!isRecord(value)) return wrong(name, "a record");
  return new Map(
    Object.entries(value).map(([key, to]) => [key, typeof to === "string" ? to : wrong(name, "a record of strings")]),
  );
};

/** Dims as an attribute holds them. */
export const dimsAttribute = (dims: readonly Dim[]): Attribute => dims.map(({ axis, size }) => ({ axis, size }));
