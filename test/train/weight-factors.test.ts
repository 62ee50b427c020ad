import { describe, expect, it } from "vitest";
import { pathMatches } from "../../src/base/path-matches.ts";
import { weightFactors } from "../../src/compiler/5-passes/weight-factors.ts";

describe("pathMatches", () => {
  it.each([
    ["**/bias", "bias", true],
    ["**/bias", "stem/conv1/bias", true],
    ["**/bias", "stem/bias/kernel", false],
    ["*/bias", "stem/conv1/bias", false],
    ["*/*/bias", "stem/conv1/bias", true],
    ["backbone/**", "backbone/stage1/conv1/kernel", true],
    ["backbone/**", "backbone", true],
    ["backbone/**", "backbones/kernel", false],
    ["**", "a/b/c", true],
    ["**/stage1/**/kernel", "backbone/stage1/kernel", true],
    ["**/stage1/**/kernel", "backbone/stage2/conv1/kernel", false],
    ["a.c/d", "abc/d", false],
  ])("%s on %s: %s", (pattern, path, matches) => expect(pathMatches(pattern, path)).toBe(matches));

  it("takes no time on what makes backtracking slow", () => {
    expect(pathMatches("**/a/".repeat(30) + "b", "a/".repeat(60) + "c")).toBe(false);
  });
});

it("weightFactors takes the last matching row, and 1 where there is none", () => {
  const rows = [
    { path: "**/bias", rate: 2, decay: 0 },
    { path: "stem/**", rate: 0.1, decay: 1 },
  ];
  expect(weightFactors(rows, "stem/bias")).toMatchObject({ rate: 0.1, decay: 1 });
  expect(weightFactors(rows, "head/bias")).toMatchObject({ rate: 2, decay: 0 });
  expect(weightFactors(rows, "head/kernel")).toEqual({ rate: 1, decay: 1 });
});
