import type { Node } from "../../compiler/4-graph/graph.ts";
import type * as ast from "../../compiler/1-syntax/ast.ts";
import { callAt, fix, setArgument, type Edit } from "../edits.ts";
import type { LintedGraph } from "../graphs.ts";
import { judgePlaces } from "../judge-places.ts";
import type { Rule } from "../rule.ts";

export const rule: Rule = {
  code: "KES6102",
  name: "bias-before-norm",
  summary: "a convolution or dense layer with bias right before a norm",
  level: "warning",
  about: "network",
  fix: "takes the bias away",
  explanation:
    "A norm subtracts each channel's mean, and with it any bias that was added just before: those weights are counted, kept and trained for nothing. The norm's own shift does their work.",
  bad: `model Net(image: map[8, 8, 3]) {
  y = image -> conv(3, 8, bias: true) -> batch_norm -> relu
  output y
}`,
  good: `model Net(image: map[8, 8, 3]) {
  y = image -> conv(3, 8) -> batch_norm -> relu
  output y
}`,
  check: (context) =>
    judgePlaces(context, (node, graph) => {
      const layer = biasedLayer(node);
      if (!layer) return undefined;
      if (!onlyForNorms(node, graph)) return false;
      const call = callAt(context.module.file, node.origin.span);
      return {
        message: `the bias of this \`${layer}\` does nothing: the norm behind it takes it off again`,
        fixes: fix("leave the bias out", call && withoutBias(call, layer)),
      };
    }),
};

/** The layer whose bias an `add` adds. */
const biasedLayer = ({ op, operands, origin }: Node): string | undefined => {
  const layer = origin.placement.name;
  const bias = operands.find(({ variable }) => variable?.path.endsWith("/bias") || variable?.path === "bias");
  const isLayer = origin.placement.sort === "operation" && (layer === "conv" || layer === "dense");
  return op === "add" && bias && isLayer ? layer : undefined;
};

const onlyForNorms = (node: Node, { users }: LintedGraph): boolean => {
  const takers = users.get(node) ?? [];
  return takers.length > 0 && takers.every(({ op, operands }) => op === "batch_norm" && operands[0] === node);
};

/** Only where the text says it outright: a parameter may mean something elsewhere. */
const withoutBias = (call: ast.Call, layer: string): Edit | undefined => {
  const given = call.arguments.arguments.find(({ name }) => name?.text === "bias");
  if (given && given.value.kind !== "Bool") return undefined;
  return setArgument(call, "bias", layer === "conv" ? undefined : "false");
};
