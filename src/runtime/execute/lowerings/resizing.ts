import { numberAt, textAt } from "../../../compiler/ops/kit/attributes.ts";
import type { Lowering } from "../lowering.ts";
import { asMaps, dimsOf, runKernel } from "./kit.ts";

const by =
  (kernel: string, operand: string): Lowering =>
  ([x], node, run) => {
    const { attributes } = node;
    const maps = asMaps(x!, dimsOf(node), run);
    const size = { height: numberAt(attributes, "height"), width: numberAt(attributes, "width") };
    const y = runKernel(run, kernel, { [operand]: maps.x }, { ...size, method: textAt(attributes, "method") });
    return maps.back(y, node.type.dims);
  };

export const resizing = {
  resize: by("KesResize", "x"),
  resize_gradient: by("KesResizeGradient", "dy"),
} satisfies Record<string, Lowering>;
