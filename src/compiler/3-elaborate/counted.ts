import type { Fix } from "../../base/diagnostic.ts";
import { showNum, type Num } from "../../base/number.ts";
import type * as ast from "../1-syntax/ast.ts";
import type { Value } from "./value.ts";

/** What came out, as a spec writes it, in the place of what a claim says. */

/** More are rather looked at. */
const MOST_NUMBERS = 64;

/** `2_243_546`, `1/3`, `-0.5` */
export const writtenNumber = (number: Num): string => {
  const text = showNum(number);
  return /^-?\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, "_") : text;
};

/** Numbers, flags and lists of them; undefined where a spec has no short word for it. */
export const writtenValue = (value: Value): string | undefined => {
  if (value.kind === "number") return writtenNumber(value.value);
  if (value.kind === "bool") return String(value.value);
  if (value.kind !== "list" || value.items.length > MOST_NUMBERS) return undefined;
  const items = value.items.map(writtenValue);
  return items.every((item) => item !== undefined) ? `[${items.join(", ")}]` : undefined;
};

interface Numbers {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** A tensor as nested lists, in as few digits as the tolerance leaves it. */
export const writtenNumbers = (numbers: Numbers, tolerance: number): string | undefined => {
  const { values } = numbers;
  if (values.length > MOST_NUMBERS || !values.every(Number.isFinite)) return undefined;
  const isNear = values.every((value) => Math.abs(rounded(value) - value) <= tolerance);
  return nested(isNear ? { ...numbers, values: values.map(rounded) } : numbers);
};

const rounded = (value: number): number => Number(value.toPrecision(7));

const nested = ({ shape, values }: Numbers): string => {
  const [first, ...rest] = shape;
  if (first === undefined) return String(values[0]);
  const stride = values.length / first;
  const parts = Array.from({ length: first }, (_, at) =>
    nested({ shape: rest, values: values.subarray(at * stride, (at + 1) * stride) }),
  );
  return `[${parts.join(", ")}]`;
};

/** Puts what came out where a claim has a literal. */
export const putHere = (side: ast.Expression, text: string | undefined): readonly Fix[] =>
  text !== undefined && isLiteral(side)
    ? [{ title: `put ${shown(text)} here`, isGuess: true, edits: [{ span: side.span, text }] }]
    : [];

/** With the commas that a message has. */
const shown = (text: string): string =>
  /^-?[\d_]+$/.test(text) ? BigInt(text.replaceAll("_", "")).toLocaleString("en-US") : text;

const isLiteral = (side: ast.Expression): boolean => {
  switch (side.kind) {
    case "Number":
    case "Bool":
      return true;
    case "Unary":
      return side.operator === "-" && side.operand.kind === "Number";
    case "Parenthesized":
      return isLiteral(side.inner);
    case "Binary":
      return side.operator === "/" && isLiteral(side.left) && isLiteral(side.right);
    case "List":
      return side.items.every(({ name, value }) => !name && isLiteral(value));
    default:
      return false;
  }
};
