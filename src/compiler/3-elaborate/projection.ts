import type { Fix } from "../../base/diagnostic.ts";
import type * as ast from "../1-syntax/ast.ts";
import type { Node } from "../4-graph/graph.ts";
import type { Env } from "./environment.ts";

/** A map's sizes. */
interface Sizes {
  readonly height: number;
  readonly width: number;
  readonly channel: number;
}

interface Side {
  readonly expression: ast.Expression;
  readonly sizes: Sizes;
}

/**
 * Where the two sides of a sum are maps of different sizes, what makes one of them fit: a 1 × 1 convolution, with a stride where the other
 * one is smaller. The side that is a name alone comes first: it is the way around. None within a fn, which owns no weights.
 */
export const projectionFixes = (
  { operator, left, right }: ast.Binary,
  nodes: { readonly left: Node; readonly right: Node },
  env: Env,
): readonly Fix[] => {
  const [a, b] = [sizesOf(nodes.left), sizesOf(nodes.right)];
  if ((operator !== "+" && operator !== "-") || !a || !b || env.placement.sort === "fn") return [];
  const sides: readonly Side[] = [
    { expression: left, sizes: a },
    { expression: right, sizes: b },
  ];
  const order = left.kind !== "Reference" && right.kind === "Reference" ? sides.toReversed() : sides;
  return order.flatMap((side) => {
    const other = sides.find((each) => each !== side)!;
    const anywhere = env.placement.sort === "block" ? projectionAnywhere(side, other) : [];
    return [...anywhere, ...projection(side, other)];
  });
};

const sizesOf = ({ type: { dims, kind } }: Node): Sizes | undefined => {
  const sizeOf = (axis: string): number | undefined => {
    const size = dims.find((dim) => dim.axis === axis)?.size;
    return typeof size === "number" ? size : undefined;
  };
  const [height, width, channel] = [sizeOf("height"), sizeOf("width"), sizeOf("channel")];
  if (kind !== "float" || height === undefined || width === undefined || channel === undefined) return undefined;
  return { height, width, channel };
};

const strideTo = (from: Sizes, to: Sizes): number | undefined => {
  const stride = Math.ceil(from.height / to.height);
  // A 1 × 1 window at a stride makes ⌈size / stride⌉ of a size.
  return (["height", "width"] as const).every((axis) => Math.ceil(from[axis] / stride) === to[axis])
    ? stride
    : undefined;
};

const projection = ({ expression, sizes }: Side, { sizes: to }: Side): readonly Fix[] => {
  const stride = strideTo(sizes, to);
  if (stride === undefined) return [];
  return projected(expression, `conv(1, ${to.channel}${stride > 1 ? `, stride: ${stride}` : ""})`);
};

/** A block may be placed at other sizes, too: where both sides have names, the numbers are read from them. */
const projectionAnywhere = ({ expression, sizes }: Side, { expression: other, sizes: to }: Side): readonly Fix[] => {
  if (expression.kind !== "Reference" || other.kind !== "Reference") return [];
  const [from, into] = [expression.name.text, other.name.text];
  if (sizes.height === to.height && sizes.width === to.width) return projected(expression, `conv(1, ${into}.channel)`);
  const isWhole = sizes.height % to.height === 0 && strideTo(sizes, to) !== undefined;
  return isWhole ? projected(expression, `conv(1, ${into}.channel, stride: ${from}.height / ${into}.height)`) : [];
};

const projected = (expression: ast.Expression, step: string): readonly Fix[] => {
  const { source, start, end } = expression.span;
  const text = source.text.slice(start, end);
  const inner = expression.kind === "Parenthesized" ? text.slice(1, -1) : text;
  const name = text.length <= 30 && !text.includes("\n") ? `\`${text}\`` : "this side";
  return [
    { title: `project ${name}: \`-> ${step}\``, edits: [{ span: expression.span, text: `(${inner} -> ${step})` }] },
  ];
};
