import type { Rule } from "../rule.ts";

export const rule: Rule = {
  code: "KES6901",
  name: "disable-without-reason",
  summary: "a comment silences a rule and doesn't say why",
  level: "warning",
  about: "text",
  explanation:
    "Whoever reads `// kes-disable-next-line RULE` must know why the rule is wrong here; the reason stands behind `--`.",
  bad: `fn half(x: tensor) {
  // kes-disable-next-line unused-name
  return sum(for k in [1, 2] { x })
}`,
  good: `fn half(x: tensor) {
  // kes-disable-next-line unused-name -- the same twice, to be taken apart later
  return sum(for k in [1, 2] { x })
}`,
  // The linter itself knows what its comments silence.
  check: () => [],
};
