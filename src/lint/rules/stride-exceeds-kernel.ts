import { spanOf } from "../../compiler/ops/kit/window.ts";
import type { Node } from "../../compiler/4-graph/graph.ts";
import type { LintedGraph } from "../graphs.ts";
import { judgePlaces } from "../judge-places.ts";
import type { Rule } from "../rule.ts";
import { DIRECTIONS, windowedOf } from "../window-of-node.ts";

export const rule: Rule = {
  code: "KES6104",
  name: "stride-exceeds-kernel",
  summary: "a stride larger than the kernel, so that pixels are never looked at",
  level: "warning",
  about: "network",
  explanation:
    "Between two windows lie pixels that no window sees: what the layers before computed there is thrown away. The 1×1 projection with a stride beside a residual branch is common and meant so; it is left alone where its result is added to something.",
  bad: `model Net(image: map[8, 8, 3]) {
  y = image -> conv(3, 8) -> conv(1, 16, stride: 2) -> relu
  output y
}`,
  good: `model Net(image: map[8, 8, 3]) {
  y = image -> conv(3, 8) -> conv(3, 16, stride: 2) -> relu
  output y
}`,
  check: (context) =>
    judgePlaces(context, (node, graph) => {
      const windowed = windowedOf(node);
      if (!windowed) return undefined;
      const { window, title, pixels } = windowed;
      const skipping = DIRECTIONS.find(
        ({ along }) => window.stride[along] > spanOf(window, along) && pixels[along] > spanOf(window, along),
      );
      if (!skipping || isShortcut(node, graph)) return false;
      const { along, many } = skipping;
      return {
        message: `\`${title}\` with stride ${window.stride[along]} never looks at ${window.stride[along] - spanOf(window, along)} of ${window.stride[along]} ${many}`,
        help: ["a larger kernel, or a pool before it"],
      };
    }),
};

/** Whether it goes into a sum, a norm in between or not. */
const isShortcut = (node: Node, graph: LintedGraph): boolean => {
  const users = graph.users.get(node) ?? [];
  return (
    users.length > 0 &&
    users.every((user) => {
      const biased = user.operands.some(({ variable }) => variable !== undefined);
      if (user.op === "batch_norm" || (user.op === "add" && biased)) return isShortcut(user, graph);
      return user.op === "add";
    })
  );
};
