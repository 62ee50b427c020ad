import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const root = new URL("../..", import.meta.url).pathname;

const text = readFileSync(`${root}/docs/paper-map.md`, "utf8");

it("every equation and table of the paper has its place", () => {
  const named = [...text.matchAll(/\beqs?\. ((?:\(\d+\)(?:, | to | and )?)+)/g)].flatMap(([, list]) =>
    [...list!.matchAll(/\d+/g)].map(([number]) => Number(number)),
  );
  expect([...new Set(named)].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const heading of ["## Table 1", "## Table 2", "fig. 1b", "fig. 1c", "fig. 4"]) expect(text).toContain(heading);
});

it("each line that docs/paper-map.md names declares what it says", () => {
  const links = [...text.matchAll(/\[`(\w+)`, ((?:specs|examples)\/[\w./-]+):(\d+)\]\(\.\.\/([\w./-]+)#L(\d+)\)/g)];
  expect(links.length).toBeGreaterThan(60);
  for (const [, name, path, line, target, anchor] of links) {
    expect([target, anchor]).toEqual([path, line]);
    const declared = readFileSync(`${root}/${path}`, "utf8").split("\n")[Number(line) - 1];
    expect(declared, `${path}:${line}`).toMatch(new RegExp(`^(block|fn|model|loss|train) ${name}\\b`));
  }
});

it("every other link leads to a file or a folder", () => {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
    ([, target]) => new URL(target!, `file://${root}/docs/`),
  );
  for (const link of links) expect(existsSync(link), link.pathname).toBe(true);
});
