import type { Rule } from "../rule.ts";

export const rule: Rule = {
  code: "KES6903",
  name: "unused-disable",
  summary: "a comment silences a rule that has nothing to say there",
  level: "warning",
  about: "text",
  fix: "takes the comment out",
  explanation:
    "A comment that silences nothing is a leftover, or stands on the wrong line: it speaks of what begins on the next line of text. A comment about something that no linted file places is left alone, for nobody has judged it.",
  bad: `// kes-disable-next-line naming -- eq. (4) calls it so
fn half(x: tensor) = x / 2`,
  good: `// kes-disable-next-line naming -- eq. (4) calls it so
fn Half(x: tensor) = x / 2`,
  // The linter itself knows what its comments silence.
  check: () => [],
};
