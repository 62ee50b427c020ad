import type { Node } from "../../compiler/4-graph/graph.ts";
import { judgePlaces } from "../judge-places.ts";
import type { Rule } from "../rule.ts";

export const rule: Rule = {
  code: "KES6103",
  name: "narrow-groups",
  summary: "groups or a bottleneck that leave a convolution fewer than 4 channels",
  level: "warning",
  about: "network",
  explanation:
    "A group of 1 to 3 channels can mix next to nothing, and each group costs time of its own. Give it at least 4 channels (fewer groups, more channels, a milder bottleneck), or as many groups as channels, which is a depthwise convolution and meant so. A picture's own colours don't count.",
  bad: `model Net(image: map[8, 8, 3]) {
  y = image -> conv(3, 16) -> conv(3, 32, groups: 8)
  output y
}`,
  good: `model Net(image: map[8, 8, 3]) {
  y = image -> conv(3, 16) -> conv(3, 32, groups: 4)
  output y
}`,
  check: (context) =>
    judgePlaces(context, (node) => {
      if (node.op !== "conv") return undefined;
      const groups = node.attributes["groups"] as number;
      const [x, kernel] = node.operands as [Node, Node];
      const [into, out] = [channels(x), channels(node)];
      const perGroup = sizeOf(kernel, "input");
      if (groups === 1) {
        if (into >= LEAST || !isSqueezed(x)) return false;
        return { message: `this convolution sees ${counted(into)}: the layer before leaves it fewer than ${LEAST}` };
      }
      // As many groups as channels on the narrower side: a depthwise convolution, or one that only spreads channels.
      if (groups === into) return false;
      if (Math.min(perGroup, out / groups) >= LEAST) return false;
      return {
        message: `${groups} groups leave ${counted(perGroup)} in and ${out / groups} out of each, fewer than ${LEAST}`,
        notes: [`${into} channels come in, ${out} go out`],
      };
    }),
};

const LEAST = 4;

const sizeOf = ({ type }: Node, axis: string): number => {
  const size = type.dims.find((dim) => dim.axis === axis)?.size;
  return typeof size === "number" ? size : Infinity;
};

const channels = (node: Node): number => sizeOf(node, "channel");

const counted = (n: number): string => (n === 1 ? "1 channel" : `${n} channels`);

/** Whether a convolution or dense layer gave the channels: a picture, or a mean over channels, is as narrow as it is. */
const isSqueezed = (x: Node): boolean => {
  let node: Node | undefined = x;
  while (node && KEEPING.has(node.op)) node = node.operands[0];
  return node?.op === "conv" || node?.op === "dot";
};

/** Operations that leave each channel what it is; the map is their first operand. */
const KEEPING: ReadonlySet<string> = new Set([
  ...["batch_norm", "relu", "relu6", "leaky_relu", "sigmoid", "tanh", "gelu", "dropout"],
  ...["max_pool", "avg_pool", "add", "transpose", "rename"],
]);
