import { spanOf } from "../../compiler/ops/kit/window.ts";
import { judgePlaces } from "../judge-places.ts";
import type { Rule } from "../rule.ts";
import { DIRECTIONS, windowedOf } from "../window-of-node.ts";

export const rule: Rule = {
  code: "KES6105",
  name: "even-kernel-shift",
  summary: "an even kernel at stride 1, which shifts its map by half a pixel",
  level: "warning",
  about: "network",
  explanation:
    "The middle of an even kernel lies between two pixels: at stride 1 what comes out stands half a pixel aside and is one row and one column smaller, and after a few such layers it no longer lies above what it came from. An odd kernel keeps its place. Where the stride is even, as in 2×2 pools, nothing is shifted. Different pads on the two sides say that the shift is meant.",
  bad: `model Net(image: map[8, 8, 3]) {
  y = image -> conv(4, 8) -> relu
  output y
}`,
  good: `model Net(image: map[8, 8, 3]) {
  y = image -> conv(3, 8) -> relu
  output y
}`,
  check: (context) =>
    judgePlaces(context, (node) => {
      const windowed = windowedOf(node);
      if (!windowed) return undefined;
      const { window, title, pixels, results } = windowed;
      const [top, right, bottom, left] = window.pad;
      const shifted = DIRECTIONS.find(({ along }) => {
        const evenPads = along === 0 ? top === bottom : left === right;
        const isEven = spanOf(window, along) % 2 === 0 && window.stride[along] % 2 === 1;
        return isEven && evenPads && results[along] > 1;
      });
      if (!shifted) return false;
      const { along, axis } = shifted;
      return {
        message: `the even kernel of \`${title}\` shifts the map by half a pixel: ${axis} ${pixels[along]} becomes ${results[along]}`,
        help: [`a kernel of ${window.size[along] - 1} or ${window.size[along] + 1}`],
      };
    }),
};
