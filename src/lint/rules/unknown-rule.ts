import type { Rule } from "../rule.ts";

export const rule: Rule = {
  code: "KES6902",
  name: "unknown-rule",
  summary: "a comment silences a rule that doesn't exist",
  level: "warning",
  about: "text",
  fix: "writes the nearest rule's name",
  explanation: "`// kes-disable-next-line` takes names of rules, with commas between them; this is none.",
  bad: `// kes-disable-next-line nameing -- eq. (4) calls it so
fn half(x: tensor) = x / 2`,
  good: `// kes-disable-next-line naming -- eq. (4) calls it so
fn Half(x: tensor) = x / 2`,
  // The linter itself knows what its comments silence.
  check: () => [],
};
