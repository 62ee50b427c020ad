import { compare, showNum, toFloat } from "../../base/number.ts";
import type * as ast from "../../compiler/1-syntax/ast.ts";
import { fix } from "../edits.ts";
import type { Finding, Rule } from "../rule.ts";
import { nodesUnder } from "../../compiler/1-syntax/walk-tree.ts";

export const rule: Rule = {
  code: "KES6005",
  name: "number-for-parameter",
  summary: "a number stands where a parameter has just that value",
  level: "warning",
  about: "text",
  fix: "writes the parameter's name",
  explanation:
    "A body that repeats the default of one of its parameters as a number keeps the old number when somebody gives another one. Numbers up to 4 are too common to mean a parameter. Where the number really doesn't follow the parameter, say so in a comment that silences this rule.",
  bad: `block Unit(wide: int = 16)(x: map) = x -> conv(3, wide) -> relu -> conv(3, 16)`,
  good: `block Unit(wide: int = 16)(x: map) = x -> conv(3, wide) -> relu -> conv(3, wide)`,
  *check({ items }) {
    for (const item of items) if (item.kind === "Declaration") yield* repeatedIn(item);
  },
};

/** Numbers up to this one are everywhere: kernels, strides, halves. */
const LARGEST_COMMON = 4;

interface Known {
  readonly name: string;
  readonly value: ast.NumberLiteral;
}

function* repeatedIn({ lists, body }: ast.Declaration): Generator<Finding> {
  const known = lists.flatMap((list) => list.parameters).flatMap(defaultOf);
  if (known.length === 0) return;
  for (const literal of argumentsIn(body)) {
    const same = known.filter(({ value }) => compare(value.value, literal.value) === 0 && value.unit === literal.unit);
    const [parameter] = same;
    if (!parameter || same.length > 1) continue;
    const { name } = parameter;
    yield {
      at: literal.span,
      message: `${showNum(literal.value)} is what the parameter \`${name}\` is by default`,
      help: [`\`${name}\`, so that this follows it`],
      fixes: fix(`write \`${name}\``, { span: literal.span, text: name }),
    };
  }
}

const defaultOf = ({ name, default: value }: ast.Parameter): readonly Known[] =>
  value?.kind === "Number" && isTelling(value) ? [{ name: name.text, value }] : [];

const isTelling = ({ value }: ast.NumberLiteral): boolean => Math.abs(toFloat(value)) > LARGEST_COMMON;

/** Numbers that are an argument as they stand: within a product or a list they mean something else more often than not. */
function* argumentsIn(body: ast.Declaration["body"]): Generator<ast.NumberLiteral> {
  for (const node of nodesUnder(body))
    for (const { value } of node.kind === "Call" ? node.arguments.arguments : [])
      if (value.kind === "Number" && isTelling(value)) yield value;
}
