import { expect, test } from "vitest";
import { catalogue } from "../../src/compiler/diagnostics/catalogue.ts";
import { ruleNames } from "../../src/lint/rule-names.generated.ts";
import { rules } from "../../src/lint/rules.generated.ts";
import type { Level } from "../../src/lint/rule.ts";
import { lintText, programOf, told } from "./lint-text.ts";

test("codes and names are unique, also among the compiler's", () => {
  const codes = rules.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect([...ruleNames.keys()].toSorted()).toEqual(rules.map(({ name }) => name).toSorted());
  for (const { code, name } of rules) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const known = catalogue.find((kind) => kind.code === code || kind.slug === name);
    if (code.startsWith("KES6")) expect([name, known]).toEqual([name, undefined]);
    else expect([known?.code, known?.slug, known?.severity]).toEqual([code, name, "warning"]);
  }
});

test("an explanation tells what and why", () => {
  for (const { name, explanation, summary } of rules)
    expect([name, explanation.length > 60, summary.length > 10]).toEqual([name, true, true]);
});

test.each(rules.map((rule) => [rule.name, rule] as const))("%s: bad and good example", (name, rule) => {
  const levels = new Map<string, Level>([[name, "warning"]]);
  for (const example of [rule.bad, rule.good])
    expect(
      programOf(example)
        .check("main.kes")
        .filter(({ code }) => code !== rule.code),
    ).toEqual([]);
  const bad = lintText(rule.bad, levels);
  expect([told(bad), new Set(bad.map(({ slug }) => slug))]).toEqual([expect.anything(), new Set([name])]);
  expect(told(lintText(rule.good, levels))).toEqual([]);
});
