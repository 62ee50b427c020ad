import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const root = new URL("../..", import.meta.url).pathname;

it("each line that docs/paper-map.md names declares what it says", () => {
  const text = readFileSync(`${root}/docs/paper-map.md`, "utf8");
  const links = [...text.matchAll(/\[`(\w+)`, (specs\/[\w./-]+):(\d+)\]\(\.\.\/([\w./-]+)#L(\d+)\)/g)];
  expect(links.length).toBeGreaterThan(30);
  for (const [, name, path, line, target, anchor] of links) {
    expect([target, anchor]).toEqual([path, line]);
    const declared = readFileSync(`${root}/${path}`, "utf8").split("\n")[Number(line) - 1];
    expect(declared, `${path}:${line}`).toMatch(new RegExp(`^(block|fn|model|loss|train) ${name}\\b`));
  }
});
