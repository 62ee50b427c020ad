import { lineMap } from "../base/line-map.ts";
import { nearest } from "../base/nearest.ts";
import type { LintContext } from "./context.ts";
import type { Disable } from "./disables.ts";
import { fix, removeFromList, removeLines, type Edit } from "./edits.ts";
import type { Finding, Rule } from "./rule.ts";
import { rule as reasonless } from "./rules/disable-without-reason.ts";
import { rule as unknownRule } from "./rules/unknown-rule.ts";
import { rule as unusedDisable } from "./rules/unused-disable.ts";
import { ruleNames } from "./rule-names.generated.ts";

interface Disabling {
  readonly disables: readonly Disable[];
  /** Words of the comments that silenced something. */
  readonly used: ReadonlySet<object>;
  readonly active: readonly Rule[];
  readonly context: LintContext;
}

/** What is wrong with the comments that silence rules. */
export const disableProblems = (disabling: Disabling): readonly { readonly rule: Rule; readonly finding: Finding }[] =>
  disabling.disables.flatMap((disable) => [
    ...(disable.reason === "" ? [{ rule: reasonless, finding: lacksReason(disable) }] : []),
    ...disable.rules.flatMap((word, index) => {
      if (!ruleNames.has(word.name)) return [{ rule: unknownRule, finding: isUnknown(word) }];
      const idle = !disabling.used.has(word) && isJudged(word.name, disable, disabling);
      return idle ? [{ rule: unusedDisable, finding: silencesNothing(disable, index) }] : [];
    }),
  ]);

const lacksReason = ({ comment, rules }: Disable): Finding => ({
  at: comment.span,
  message:
    rules.length === 0 ? "this comment names no rule and gives no reason" : "a rule is silenced here without a reason",
  help: [`// kes-disable-next-line ${rules.map(({ name }) => name).join(", ") || "RULE"} -- why it is right here`],
});

const isUnknown = ({ name, span: at }: Disable["rules"][number]): Finding => {
  const near = nearest(name, ruleNames.keys());
  return {
    at,
    message: `no rule is called \`${name}\``,
    help: [near === undefined ? "`kesc explain` lists the rules" : `\`${near}\``],
    fixes: near === undefined ? [] : fix(`call it \`${near}\``, { span: at, text: near }),
  };
};

const silencesNothing = ({ comment, rules }: Disable, index: number): Finding => {
  const edit: Edit | undefined = rules.length > 1 ? removeFromList(rules, index) : removeLines(comment.span);
  return {
    at: rules[index]!.span,
    message: `\`${rules[index]!.name}\` has nothing to say about the next line`,
    fixes: fix(rules.length > 1 ? "take the rule out" : "take the comment out", edit),
  };
};

/** Whether the rule has looked at that line at all: what nothing places is judged by nobody. */
const isJudged = (name: string, { line }: Disable, { active, context }: Disabling): boolean => {
  const { module, graphs, recipes } = context;
  const rule = active.find((each) => each.name === name);
  if (!rule || module.diagnostics.some(({ severity }) => severity === "error")) return false;
  if (rule.about === "text") return true;
  if (rule.about === "recipe") return recipes.length > 0;
  const lines = lineMap(module.source);
  return graphs.some(({ nodes }) =>
    nodes.some(({ origin: { span: at } }) => {
      return at.source.path === module.source.path && lines.position(at.start).line === line;
    }),
  );
};
