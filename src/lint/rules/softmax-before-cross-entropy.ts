import type { Node } from "../../compiler/4-graph/graph.ts";
import type { LintContext } from "../context.ts";
import { fix, removeStep } from "../edits.ts";
import { showPlace } from "../graphs.ts";
import type { Finding, Rule } from "../rule.ts";

export const rule: Rule = {
  code: "KES6108",
  name: "softmax-before-cross-entropy",
  summary: "a softmax before a cross entropy or softmax that has its own",
  level: "warning",
  about: "network",
  fix: "takes the softmax out of its chain",
  explanation:
    "`cross_entropy` and `log_softmax` take logits and do the softmax themselves. Given probabilities they do it twice: the loss can't come near 0 and the gradients are almost flat. Nothing fails, the network just learns badly.",
  bad: `model Net(image: map[8, 8, 3]) {
  logits = image -> mean(over: [height, width]) -> dense(10, as: class) -> softmax(over: class)
  output logits
}
loss Plain(student: model, label: class) = mean(cross_entropy(student.logits, label), over: batch)
train net {
  model     = Net
  data      = shapes(split: train, size: 8)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epoch
  batch     = 50
}`,
  good: `model Net(image: map[8, 8, 3]) {
  logits = image -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
}
loss Plain(student: model, label: class) = mean(cross_entropy(student.logits, label), over: batch)
train net {
  model     = Net
  data      = shapes(split: train, size: 8)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epoch
  batch     = 50
}`,
  *check(context) {
    const seen = new Set<string>();
    for (const { nodes } of context.graphs)
      for (const node of nodes) {
        const first = isSoftmax(node) ? node.operands[0] : undefined;
        if (!first || !isSoftmax(first)) continue;
        const finding = findingFor(first, node, context);
        const key = finding && `${finding.at.start} ${finding.at.end}`;
        if (!finding || key === undefined || seen.has(key)) continue;
        seen.add(key);
        yield finding;
      }
  },
};

const isSoftmax = ({ op }: Node): boolean => op === "softmax" || op === "log_softmax";

/** Where the softmax is too much, or, where another file says that, where it is taken for logits. */
const findingFor = (softmax: Node, taker: Node, { module }: LintContext): Finding | undefined => {
  const isHere = (node: Node): boolean => node.origin.span.source.path === module.source.path;
  const what = "a softmax of a softmax: what takes it here wants logits";
  if (isHere(softmax))
    return {
      at: softmax.origin.span,
      message: `this \`${softmax.op}\` is one too many: what takes its result does a softmax itself`,
      related: [{ message: "taken here", span: taker.origin.span }],
      notes: [`in ${showPlace(softmax)}`],
      fixes: fix(`take \`${softmax.op}\` out`, removeStep(module.file, softmax.origin.span)),
    };
  if (!isHere(taker)) return undefined;
  return { at: taker.origin.span, message: what, related: [{ message: "the first one", span: softmax.origin.span }] };
};
