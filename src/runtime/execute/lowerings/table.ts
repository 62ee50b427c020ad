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
export const lowerings: Readonly<Record<string, Lowering>> = {
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
};
