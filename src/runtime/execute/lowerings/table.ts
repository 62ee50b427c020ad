import type { PrimitiveName } from "../../../compiler/ops/registry.generated.ts";
import type { Lowering } from "../lowering.ts";
import { axes } from "./axes.ts";
import { conv, convInputGradient, convKernelGradient } from "./convolution.ts";
import { dot } from "./dot.ts";
import { elementwise, leaves } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import { normalization } from "./normalization.ts";
import { pooling } from "./pooling.ts";
import { reductions } from "./reductions.ts";
import { resizing } from "./resizing.ts";

/** How each primitive runs. Inputs, variables and constants are not computed: the executor has them. */
const table = {
  ...axes,
  ...elementwise,
  ...indexing,
  ...leaves,
  ...normalization,
  ...pooling,
  ...reductions,
  ...resizing,
  conv,
  conv_input_gradient: convInputGradient,
  conv_kernel_gradient: convKernelGradient,
  dot,
} satisfies Record<Exclude<PrimitiveName, "input" | "variable">, Lowering>;

export const lowerings: ReadonlyMap<string, Lowering> = new Map(Object.entries(table));
