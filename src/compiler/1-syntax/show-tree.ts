import { showNum, type Num } from "../../base/number.ts";
import type * as ast from "./ast.ts";

/** The tree as an outline, two blanks a level: `kind plain fields`, then each field that holds nodes under its name. Spans stay out. */
export const showTree = (file: ast.File): string => `${node({ ...file }, "").join("\n")}\n`;

type Fields = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string";

const isNum = (value: unknown): value is Num => typeof value === "object" && value !== null && "exact" in value;

/** Names are short enough to stand in their parent's line. */
const isName = (value: unknown): value is ast.Name => isNode(value) && value["kind"] === "Name";

const HIDDEN = new Set(["kind", "span", "source", "comments"]);

const node = (value: Fields, indent: string): readonly string[] => {
  const fields = Object.entries(value).filter(([key, field]) => !HIDDEN.has(key) && field !== undefined);
  const plain = fields.flatMap(([key, field]) => {
    const text = plainText(field);
    return text === undefined ? [] : [`${key}: ${text}`];
  });
  const nested = fields.filter(([, field]) => plainText(field) === undefined);
  const head = `${indent}${String(value["kind"])}${plain.length > 0 ? ` { ${plain.join(", ")} }` : ""}`;
  return [head, ...nested.flatMap(([key, field]) => [`${indent}  ${key}`, ...content(field, `${indent}    `)])];
};

const plainText = (value: unknown): string | undefined => {
  if (isName(value)) return value.text;
  if (isNum(value)) return showNum(value);
  if (Array.isArray(value) && value.length > 0 && value.every(isName)) return value.map(({ text }) => text).join(".");
  return typeof value === "object" ? undefined : JSON.stringify(value);
};

const content = (value: unknown, indent: string): readonly string[] => {
  if (isNode(value)) return node(value, indent);
  if (Array.isArray(value)) return value.flatMap((item: unknown) => content(item, indent));
  if (typeof value !== "object" || value === null) return [`${indent}${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, field]: [string, unknown]) => {
    const text = plainText(field);
    return text === undefined ? [`${indent}${key}`, ...content(field, `${indent}  `)] : [`${indent}${key}: ${text}`];
  });
};
