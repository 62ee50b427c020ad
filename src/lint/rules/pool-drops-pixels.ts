import type { Window } from "../../compiler/ops/kit/window.ts";
import { callAt, fix, setArgument } from "../edits.ts";
import { judgePlaces } from "../judge-places.ts";
import type { Rule } from "../rule.ts";
import { DIRECTIONS, isPool, windowedOf } from "../window-of-node.ts";

export const rule: Rule = {
  code: "KES6106",
  name: "pool-drops-pixels",
  summary: "a pool whose windows never reach the map's last rows or columns",
  level: "warning",
  about: "network",
  explanation:
    "The windows start at the top left; what is left over at the other end and fills none is dropped, so the map loses an edge and what stands there is never learned from. `round: ceil` gives it a window that reaches beyond the map; a map whose edge is a multiple of the stride leaves nothing over.",
  bad: `model Net(image: map[15, 15, 3]) {
  y = image -> conv(3, 8) -> max_pool(2, stride: 2)
  output y
}`,
  good: `model Net(image: map[15, 15, 3]) {
  y = image -> conv(3, 8) -> max_pool(2, stride: 2, round: ceil)
  output y
}`,
  fix: "rounds up",
  check: (context) =>
    judgePlaces(context, (node) => {
      const windowed = isPool(node) ? windowedOf(node) : undefined;
      if (!windowed) return undefined;
      const { window, title, pixels, results } = windowed;
      for (const { along, one, many, axis } of DIRECTIONS) {
        const left = pixels[along] - reached(window, along, results[along]);
        if (left <= 0) continue;
        const call = callAt(context.module.file, node.origin.span);
        return {
          message: `\`${title}\` never looks at the last ${left === 1 ? one : `${left} ${many}`} of ${axis} ${pixels[along]}`,
          help: ["`round: ceil`, or a map whose edge the stride divides"],
          fixes: fix("round up", call && setArgument(call, "round", "ceil")),
        };
      }
      return false;
    }),
};

/** The pixel behind the last one that a window sees. */
const reached = ({ size, stride, pad }: Window, along: 0 | 1, windows: number): number =>
  (windows - 1) * stride[along] + size[along] - pad[along === 0 ? 0 : 3];
