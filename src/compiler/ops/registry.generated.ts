// Written by scripts/generate-registry.ts from the files of this folder.
import { primitives as convInputGradientPrimitives } from "./conv-input-gradient.ts";
import { primitives as convKernelGradientPrimitives } from "./conv-kernel-gradient.ts";
import { primitives as elementwiseBinaryPrimitives } from "./elementwise-binary.ts";
import { primitives as elementwiseUnaryPrimitives } from "./elementwise-unary.ts";
import { primitives as geluPrimitives } from "./gelu.ts";
import { primitives as leavesPrimitives } from "./leaves.ts";
import { primitives as masksPrimitives } from "./masks.ts";
import { primitives as reluPrimitives } from "./relu.ts";
import type { PrimitiveTable } from "./primitive.ts";
import type { SurfaceTable } from "./surface.ts";

/** All kinds of graph nodes: `satisfies Record<PrimitiveName, …>` makes a target's table total. */
export type PrimitiveName =
  | "abs"
  | "add"
  | "and"
  | "batch_size"
  | "constant"
  | "conv_input_gradient"
  | "conv_kernel_gradient"
  | "div"
  | "eq"
  | "exp"
  | "floor"
  | "ge"
  | "gelu"
  | "gelu_gradient"
  | "gt"
  | "input"
  | "le"
  | "leaky_relu"
  | "log"
  | "lt"
  | "max"
  | "min"
  | "mul"
  | "ne"
  | "neg"
  | "not"
  | "or"
  | "pow"
  | "relu"
  | "relu6"
  | "relu_gradient"
  | "sigmoid"
  | "sign"
  | "sqrt"
  | "sub"
  | "tanh"
  | "uniform"
  | "variable";

const byName = <Row extends { readonly name: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.name, row]));

export const primitiveTable: PrimitiveTable = byName([
  ...convInputGradientPrimitives,
  ...convKernelGradientPrimitives,
  ...elementwiseBinaryPrimitives,
  ...elementwiseUnaryPrimitives,
  ...geluPrimitives,
  ...leavesPrimitives,
  ...masksPrimitives,
  ...reluPrimitives,
]);

/** What a spec can place, by name. */
export const surfaceTable: SurfaceTable = byName([]);
