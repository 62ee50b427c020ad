import type { PlainKernel } from "./plain-kernel.ts";

/**
 * x [N, h, w, C] set into zeros [N, height, width, C]: pixel (i, j) goes to (i · stride + offset); what falls outside is
 * dropped.
 */
export const spread: PlainKernel = {
  name: "KesSpread",
  inputs: ["x"],
  shape: ([x], { size }) => [x![0]!, (size as readonly number[])[0]!, (size as readonly number[])[1]!, x![3]!],
  compute([x], out, [shape], attributes) {
    const [n, h, w, c] = shape as [number, number, number, number];
    const [stride, offset, size] = ["stride", "offset", "size"].map(
      (key) => attributes[key] as readonly [number, number],
    );
    const [height, width] = size!;
    out.fill(0);
    for (let image = 0; image < n; image++)
      for (let i = 0; i < h; i++) {
        const row = i * stride![0] + offset![0];
        if (row < 0 || row >= height) continue;
        for (let j = 0; j < w; j++) {
          const column = j * stride![1] + offset![1];
          if (column < 0 || column >= width) continue;
          const from = ((image * h + i) * w + j) * c;
          const to = ((image * height + row) * width + column) * c;
          for (let k = 0; k < c; k++) out[to + k] = x![from + k]!;
        }
      }
  },
};
