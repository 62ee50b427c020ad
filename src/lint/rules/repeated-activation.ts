import type { Node } from "../../compiler/4-graph/graph.ts";
import { fix, removeStep } from "../edits.ts";
import { judgePlaces } from "../judge-places.ts";
import type { Rule } from "../rule.ts";

/** What activations change is one number at a time; a second one right behind is a slip. */
const ACTIVATIONS: ReadonlySet<string> = new Set(["relu", "relu6", "leaky_relu", "sigmoid", "tanh", "gelu"]);
const NORMS: ReadonlySet<string> = new Set(["batch_norm"]);

export const rule: Rule = {
  code: "KES6101",
  name: "repeated-activation",
  summary: "an activation or norm straight after itself",
  level: "warning",
  about: "network",
  fix: "takes the second one out of its chain",
  explanation:
    "`relu -> relu` is one relu; a norm behind a norm has weights that change nothing. Most often both a block and whoever places it bring one. What a `relu6` gives no relu changes either.",
  bad: `model Net(image: map[8, 8, 3]) {
  y = image -> conv(3, 8) -> batch_norm -> relu -> relu
  output y
}`,
  good: `model Net(image: map[8, 8, 3]) {
  y = image -> conv(3, 8) -> batch_norm -> relu
  output y
}`,
  check: (context) =>
    judgePlaces(context, (node) => {
      const isNorm = NORMS.has(node.op);
      if (!isNorm && !ACTIVATIONS.has(node.op)) return undefined;
      const before = node.operands[0];
      if (!before || !repeats(before, node)) return false;
      const what = isNorm ? "a norm" : "an activation";
      return {
        message: `\`${node.op}\` stands straight after \`${before.op}\`: ${what} twice`,
        related: sameText(before, node) ? [] : [{ message: "the first one", span: before.origin.span }],
        fixes: fix(`take \`${node.op}\` out`, removeStep(context.module.file, node.origin.span)),
      };
    }),
};

const repeats = (before: Node, node: Node): boolean =>
  before.op === node.op ||
  (node.op === "relu" && before.op === "relu6") ||
  (node.op === "relu" && before.op === "sigmoid");

const sameText = (a: Node, b: Node): boolean =>
  a.origin.span.source.path === b.origin.span.source.path && a.origin.span.start === b.origin.span.start;
