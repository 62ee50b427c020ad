import type { PlainKernel } from "./plain-kernel.ts";

/** x [A, R, B] → [A, R, B]: softmax along R, or its logarithm. */
export const softmax: PlainKernel = {
  name: "KesSoftmax",
  inputs: ["x"],
  shape: ([x]) => x!,
  compute([x], out, [shape], { logarithm }) {
    const [before, count, after] = shape as [number, number, number];
    for (let a = 0; a < before; a++)
      for (let b = 0; b < after; b++) {
        const from = a * count * after + b;
        let most = -Infinity;
        for (let i = 0; i < count; i++) most = Math.max(most, x![from + i * after]!);
        let total = 0;
        for (let i = 0; i < count; i++) total += Math.exp(x![from + i * after]! - most);
        const shift = most + Math.log(total);
        for (let i = 0; i < count; i++) {
          const at = from + i * after;
          out[at] = logarithm ? x![at]! - shift : Math.exp(x![at]! - most) / total;
        }
      }
  },
};
