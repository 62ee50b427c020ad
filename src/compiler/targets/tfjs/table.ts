import type { PrimitiveName } from "../../ops/registry.generated.ts";
import { neverForward, type Emission, type Refusal } from "./emission.ts";
import { axes } from "./emissions/axes.ts";
import { elementwise } from "./emissions/elementwise.ts";
import { indexing } from "./emissions/indexing.ts";
import { spatial } from "./emissions/spatial.ts";
import { kit, number, text } from "./code.ts";

/** How each kind of node is written. Leaves that stand where they are read (`input`, `variable`, …) have their code elsewhere. */
export const emissions = {
  ...elementwise,
  ...axes,
  ...spatial,
  ...indexing,
  input: () => text("input"),
  variable: () => text("variable"),
  constant: () => kit("stored", number("constant", 0)),
  avg_pool_gradient: neverForward,
  batch_moments: neverForward,
  batch_norm_input_gradient: neverForward,
  batch_norm_sums: neverForward,
  batch_norm_train: neverForward,
  conv_input_gradient: neverForward,
  conv_kernel_gradient: neverForward,
  gelu_gradient: neverForward,
  max_pool_gradient: neverForward,
  relu_gradient: neverForward,
  resize_gradient: neverForward,
  roi_align_gradient: neverForward,
  running_statistic: neverForward,
  scatter_add: neverForward,
} satisfies Record<PrimitiveName, Emission | Refusal>;

/** The row of a kind of node. */
export const emissionOf = (op: string): Emission | Refusal => {
  const row = (emissions as Readonly<Record<string, Emission | Refusal>>)[op];
  if (!row) throw new Error(`no primitive is named ${op}`);
  return row;
};
