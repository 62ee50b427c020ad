import type * as ast from "../../compiler/1-syntax/ast.ts";
import type { LintContext } from "../context.ts";
import { fix } from "../edits.ts";
import { namesUsedIn } from "../name-uses.ts";
import type { Finding, Rule } from "../rule.ts";
import { hasHole, nodesUnder, type TreeNode } from "../../compiler/1-syntax/walk-tree.ts";

export const rule: Rule = {
  code: "KES6001",
  name: "unused-name",
  summary: "a loop's variable, or a number bound at the file's level, that nothing uses",
  level: "warning",
  about: "text",
  fix: "writes `_` before the variable's name",
  explanation:
    "The variable of a `for`, `fold` or `scan` that its body never names, and a binding at the file's level that neither the file nor one that imports from it uses, are most often slips: a name is mistyped elsewhere. A name that begins with `_` may stay unused. (In bodies an unused binding is an error, KES2103.)",
  bad: `fn twice(x: tensor) = sum(for k in [1, 2] { x })`,
  good: `fn twice(x: tensor) = sum(for _k in [1, 2] { x })`,
  *check(context) {
    for (const item of context.items) if (!hasHole(item)) yield* unusedVariables(item);
    yield* unusedBindings(context);
  },
};

function* unusedVariables(item: ast.Item): Generator<Finding> {
  for (const node of nodesUnder(item)) {
    if (node.kind !== "For" && node.kind !== "FoldStep") continue;
    const inside: readonly TreeNode[] = node.kind === "For" ? [node.body] : node.steps;
    const used = new Set(inside.flatMap((part) => [...namesUsedIn(part, { labels: true })]));
    for (const { text, span: at } of node.pattern.names)
      if (!used.has(text) && !text.startsWith("_"))
        yield {
          at,
          message: `nothing uses the variable \`${text}\``,
          help: [`call it \`_${text}\``],
          fixes: fix(`call it \`_${text}\``, { span: { ...at, end: at.start }, text: "_" }),
        };
  }
}

/** Another file that has been read may import what this one doesn't use itself. */
function* unusedBindings({ module, items, program }: LintContext): Generator<Finding> {
  if (module.diagnostics.some(({ severity }) => severity === "error")) return;
  for (const item of items) {
    const names = item.kind === "Binding" ? item.path.slice(0, 1) : item.kind === "Unpack" ? item.names : [];
    for (const { text, span: at } of names) {
      const isUsed =
        text.startsWith("_") ||
        module.file.items.some((other) => other !== item && namesUsedIn(other, { labels: true }).has(text)) ||
        [...program.modules.values()].some((other) => other !== module && other.names.get(text)?.node === item);
      if (!isUsed) yield { at, message: `nothing uses \`${text}\``, help: ["take it out"] };
    }
  }
}
