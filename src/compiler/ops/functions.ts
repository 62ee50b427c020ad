import * as num from "../../base/number.ts";
import type { Num } from "../../base/number.ts";
import { outsideDomain } from "../diagnostics/sizes.ts";
import { noNumber } from "../diagnostics/values.ts";
import { wrongValue } from "../diagnostics/values.ts";
import type { Attributes, Node } from "../4-graph/graph.ts";
import type { Value } from "../3-elaborate/value.ts";
import { cumulative } from "./elementwise-unary.ts";
import { describe } from "./kit/show.ts";
import { tensor } from "./kit/parameters.ts";
import type { Arguments, PlaceContext, Surface, SurfaceParameter } from "./surface.ts";

/** Functions of one number, which take tensors when the graph runs and numbers when the file is compiled. */

interface NumberFunction {
  readonly name: string;
  readonly doc: string;
  /** Of a number; undefined outside the domain. Exact where it can be. */
  readonly of: (x: Num, args: Arguments) => Num | undefined;
  readonly domain?: string;
  /** Of a tensor. Absent: the primitive of this name. */
  readonly node?: (x: Node, ctx: PlaceContext, args: Arguments) => Node;
  readonly parameters?: readonly SurfaceParameter[];
}

const zero = num.whole(0);
const larger = (a: Num, b: Num): Num => (num.compare(a, b) >= 0 ? a : b);
const smaller = (a: Num, b: Num): Num => (num.compare(a, b) <= 0 ? a : b);
const float =
  (of: (x: number) => number) =>
  (x: Num): Num =>
    num.inexact(of(num.toFloat(x)));

/** Exact where the number is the square of a whole number. */
const squareRoot = (x: Num): Num | undefined => {
  const value = num.toFloat(x);
  if (value < 0) return undefined;
  const root = Math.round(Math.sqrt(value));
  const isSquare = Number.isSafeInteger(root) && num.compare(num.power(num.whole(root), num.whole(2)), x) === 0;
  return isSquare ? num.whole(root) : num.inexact(Math.sqrt(value));
};

const slopeOf = (args: Arguments): Num => args.number("slope") ?? num.exact(1n, 100n);

const slope: SurfaceParameter = { name: "slope", doc: "the factor below 0", type: { kind: "float" }, default: "0.01" };

const numberFunctions: readonly NumberFunction[] = [
  { name: "exp", doc: "e to the power of x.", of: float(Math.exp) },
  {
    name: "log",
    doc: "The natural logarithm of x.",
    of: (x) => (num.compare(x, zero) > 0 ? num.inexact(Math.log(num.toFloat(x))) : undefined),
    domain: "above 0",
  },
  { name: "sqrt", doc: "The square root of x; its gradient at 0 is 0.", of: squareRoot, domain: "from 0" },
  { name: "abs", doc: "x without its sign.", of: (x) => larger(x, num.negate(x)) },
  { name: "relu", doc: "max(x, 0).", of: (x) => larger(x, zero) },
  { name: "relu6", doc: "min(max(x, 0), 6).", of: (x) => smaller(larger(x, zero), num.whole(6)) },
  {
    name: "leaky_relu",
    doc: "x where x > 0, else slope · x.",
    of: (x, args) => (num.compare(x, zero) > 0 ? x : num.multiply(x, slopeOf(args))),
    node: (x, ctx, args) => ctx.node("leaky_relu", [x], { slope: num.toFloat(slopeOf(args)) } satisfies Attributes),
    parameters: [slope],
  },
  { name: "sigmoid", doc: "1 / (1 + exp(-x)).", of: float((x) => 1 / (1 + Math.exp(-x))) },
  { name: "tanh", doc: "The hyperbolic tangent of x.", of: float(Math.tanh) },
  {
    name: "gelu",
    doc: "x · Φ(x), Φ the normal distribution's cumulative function; the exact form.",
    of: float((x) => x * cumulative(x)),
  },
  { name: "floor", doc: "The largest whole number that is not above x; no gradient.", of: num.floor },
  {
    name: "ceil",
    doc: "The smallest whole number that is not below x; no gradient.",
    of: num.ceil,
    node: (x, ctx) => ctx.node("neg", [ctx.node("floor", [ctx.node("neg", [x])])]),
  },
];

const placeOnNumber = (one: NumberFunction, x: Num, args: Arguments, ctx: PlaceContext): Value | undefined => {
  const value = one.of(x, args);
  const lost = value && num.lostIn(value, [x]);
  if (lost) return ctx.report(noNumber, "x", { text: `${ctx.callee}(${num.showNum(x)})`, lost });
  if (value) return { kind: "number", value };
  return ctx.report(outsideDomain, "x", { callee: ctx.callee, value: num.showNum(x), domain: one.domain ?? "" });
};

const surfaceOf = (one: NumberFunction): Surface => ({
  name: one.name,
  doc: one.doc,
  parameters: [{ name: "x", doc: "a tensor or a number", type: { kind: "operand" } }, ...(one.parameters ?? [])],
  place: (args, ctx) => {
    const x = args.value("x")!;
    if (x.kind === "number") return placeOnNumber(one, x.value, args, ctx);
    if (x.kind === "tensor") return tensor(one.node?.(x.node, ctx, args) ?? ctx.node(one.name, [x.node]));
    return ctx.report(wrongValue, "x", { where: "`x`", expected: "a tensor or a number", got: describe(x) });
  },
});

export const surfaces: readonly Surface[] = numberFunctions.map(surfaceOf);
