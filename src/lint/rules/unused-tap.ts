import type { Network, Node, Placement } from "../../compiler/4-graph/graph.ts";
import type * as ast from "../../compiler/1-syntax/ast.ts";
import type { LintContext } from "../context.ts";
import { fix, removeFromList, removeLines } from "../edits.ts";
import { rootOf, type LintedRecipe } from "../graphs.ts";
import type { Finding, Rule } from "../rule.ts";

const text = (taps: string): string => `model Net(wide: int)(image: map[8, 8, 3]) {
  first  = image -> conv(3, wide) -> batch_norm -> relu
  second = first -> conv(3, wide) -> batch_norm -> relu
  logits = second -> mean(over: [height, width]) -> dense(10, as: class)
  output logits
  tap ${taps}
}
loss Alike(student: model, teacher: model, label: class) {
  term hard  = mean(cross_entropy(student.logits, label), over: batch)
  term alike = mean((mean(student.taps[0], over: channel) - mean(teacher.taps[0], over: channel)) ^ 2, over: [batch, height, width])
  return hard + alike
}
loss Plain(student: model, label: class) = mean(cross_entropy(student.logits, label), over: batch)
train big {
  model     = Net(16)
  data      = shapes(split: train, size: 8)
  loss      = Plain
  optimizer = sgd(lr: 0.1)
  length    = 1 epoch
  batch     = 50
}
train little extends big { model = Net(8), teacher = big, loss = Alike }`;

export const rule: Rule = {
  code: "KES6206",
  name: "unused-tap",
  summary: "a tap that no recipe's loss or `show` looks at",
  level: "warning",
  about: "recipe",
  fix: "takes the tap out",
  explanation:
    "A tap shows an inner tensor to losses, and the recipes at hand train this model, as student or teacher, without ever looking at it. Silent where no recipe of the linted files uses the model, for others may import it.",
  bad: text("first, second"),
  good: text("first"),
  *check(context) {
    const isRead = tapsRead(context);
    for (const item of context.items) {
      if (item.kind !== "Declaration" || item.body.kind !== "Body" || isImported(item, context)) continue;
      for (const statement of item.body.statements)
        if (statement.kind === "Tap")
          for (const [index, name] of statement.names.entries())
            if (isRead(item, name.text) === false) yield unused(item, statement, index);
    }
  },
};

const unused = (model: ast.Declaration, statement: ast.Tap, index: number): Finding => {
  const name = statement.names[index]!;
  const edit = statement.names.length > 1 ? removeFromList(statement.names, index) : removeLines(statement.span);
  return {
    at: name.span,
    message: `no recipe looks at the tap \`${name.text}\` of \`${model.name.text}\``,
    fixes: fix(`take the tap \`${name.text}\` out`, edit),
  };
};

/** Files that aren't linted along may look at the taps of what they import. */
const isImported = (model: ast.Declaration, { program, module, linted }: LintContext): boolean => {
  return [...program.modules.values()].some(
    (other) => other !== module && !linted.has(other.source.path) && other.names.get(model.name.text)?.node === model,
  );
};

/** Whether a loss looks at the tap of a model; undefined where no recipe trains the model or learns from it. */
const tapsRead = ({ recipes }: LintContext) => {
  const read = new Map<object, Map<string, boolean>>();
  for (const linted of recipes)
    for (const network of networksOf(linted)) {
      const taps = read.get(network.placement.declaration as object) ?? new Map<string, boolean>();
      read.set(network.placement.declaration as object, taps);
      const looked = lookedAt(linted);
      for (const { name, node } of network.taps) {
        const tap = name.replace(/\[\d+\]$/, "");
        taps.set(tap, (taps.get(tap) ?? false) || looked.has(node));
      }
    }
  return (model: ast.Declaration, tap: string): boolean | undefined => read.get(model)?.get(tap);
};

const networksOf = ({ objective }: LintedRecipe): readonly Network[] =>
  objective ? [objective.student, ...(objective.teacher ? [objective.teacher] : [])] : [];

/** What the loss itself takes, its inner functions included, and what the recipe shows. */
const lookedAt = (linted: LintedRecipe): ReadonlySet<Node> => {
  const { objective } = linted;
  const seen = new Set<Node>();
  const taken = new Set<Node>(shownOf(linted));
  const open: Node[] = objective ? [objective.loss, ...objective.terms.values()] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const inLoss = isLoss(node.origin.placement);
    for (const operand of node.operands) {
      if (inLoss) taken.add(operand);
      open.push(operand);
    }
  }
  return taken;
};

/** The nodes of the networks that `show` begins at. */
const shownOf = (linted: LintedRecipe): readonly Node[] => {
  const own = new Set(networksOf(linted).flatMap((network) => network.nodes({ training: true, taps: true })));
  const open = (linted.objective?.shows ?? []).flatMap(({ nodes }) => nodes);
  const shown: Node[] = [];
  for (let node = open.pop(); node; node = open.pop()) {
    if (own.has(node)) shown.push(node);
    else open.push(...node.operands);
  }
  return shown;
};

const isLoss = (placement: Placement): boolean => rootOf(placement).sort === "loss";
