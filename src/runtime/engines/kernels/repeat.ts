import type { PlainKernel } from "./plain-kernel.ts";

/** x [A, B] → [A, times, B]: each row of B numbers `times` times. */
export const repeat: PlainKernel = {
  name: "KesRepeat",
  inputs: ["x"],
  shape: ([x], { times }) => [x![0]!, times as number, x![1]!],
  compute([x], out, [shape], attributes) {
    const [rows, width] = shape as [number, number];
    const length = (attributes.times as number) * width;
    for (let row = 0; row < rows; row++) {
      const from = row * length;
      if (width === 1) {
        out.fill(x![row]!, from, from + length);
        continue;
      }
      // What is there already is copied again and again, twice as much each time.
      out.set(x!.subarray(row * width, (row + 1) * width), from);
      for (let done = width; done < length; done *= 2)
        out.copyWithin(from + done, from, from + Math.min(done, length - done));
    }
  },
};
