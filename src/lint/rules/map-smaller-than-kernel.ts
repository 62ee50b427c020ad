import { spanOf } from "../../compiler/ops/kit/window.ts";
import { judgePlaces } from "../judge-places.ts";
import type { Rule } from "../rule.ts";
import { DIRECTIONS, windowedOf } from "../window-of-node.ts";

export const rule: Rule = {
  code: "KES6107",
  name: "map-smaller-than-kernel",
  summary: "a map smaller than the kernel that slides over it",
  level: "warning",
  about: "network",
  explanation:
    "Part of the kernel lies on padding wherever it stands: those weights only ever see zeros. The network halves its map more often than its picture allows, or the kernel was made for a larger one.",
  bad: `model Net(image: map[2, 2, 3]) {
  y = image -> conv(3, 8) -> relu
  output y
}`,
  good: `model Net(image: map[4, 4, 3]) {
  y = image -> conv(3, 8) -> relu
  output y
}`,
  check: (context) =>
    judgePlaces(context, (node) => {
      const windowed = windowedOf(node);
      if (!windowed) return undefined;
      const { window, title, pixels } = windowed;
      const small = DIRECTIONS.find(({ along }) => pixels[along] < spanOf(window, along));
      if (!small) return false;
      return { message: `\`${title}\` slides over a map of ${pixels.join("×")}: most of it sees nothing but padding` };
    }),
};
