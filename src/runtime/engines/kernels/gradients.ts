import type { PlainKernel } from "./plain-kernel.ts";

/** dy where y > 0, else 0. */
export const reluGradient: PlainKernel = {
  name: "KesReluGradient",
  inputs: ["dy", "y"],
  shape: ([dy]) => dy!,
  compute([dy, y], out) {
    // Multiplying by a truth value spares the processor a branch that it can't predict.
    for (let i = 0; i < out.length; i++) out[i] = dy![i]! * +(y![i]! > 0);
  },
};

/** dy · (Φ(x) + x · φ(x)), φ and Φ the normal density and its integral; Abramowitz and Stegun 7.1.26 for the integral. */
export const geluGradient: PlainKernel = {
  name: "KesGeluGradient",
  inputs: ["dy", "x"],
  shape: ([dy]) => dy!,
  compute([dy, x], out) {
    for (let i = 0; i < out.length; i++) {
      const z = x![i]!;
      const density = Math.exp((-z * z) / 2);
      const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
      const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
      const tail = (series * density) / 2;
      out[i] = dy![i]! * ((z > 0 ? 1 - tail : tail) + (z * density) / Math.sqrt(2 * Math.PI));
    }
  },
};
