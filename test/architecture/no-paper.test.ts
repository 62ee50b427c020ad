import { expect, test } from "vitest";
import { filesUnder, readProjectFile } from "./project-files.ts";

/** What the paper calls its own, whether or not a spec declares it by that very name. */
const TITLES = ["KENet", "KEDet", "KE", "knowledge enhancement", "knowledge-enhancement", "wide residual"];

/**
 * Names of specs that are everyday words of a compiler too. Each is here for a reason: `match` is a method of JavaScript's
 * strings and what the matcher of arguments does.
 */
const EVERYDAY = new Set(["match"]);

const declaredIn = (path: string): readonly string[] =>
  [...readProjectFile(path).matchAll(/^(?:block|fn|model|loss|train)\s+([\p{L}_][\p{L}\p{N}_]*)/gmu)].flatMap(
    ([, name]) => name ?? [],
  );

const specs = filesUnder("specs", ".kes");
const library = new Set(specs.filter((path) => path.startsWith("specs/std/")).flatMap(declaredIn));
const names = new Set(
  [...specs.filter((path) => !path.startsWith("specs/std/")).flatMap(declaredIn), ...TITLES].filter(
    (name) => !library.has(name) && !EVERYDAY.has(name),
  ),
);

test("the compiler knows no paper", () => {
  expect(names.size).toBeGreaterThan(30);
  const found = ["src", "grammar"].flatMap((folder) => filesUnder(folder, ".ts")).flatMap(mentions);
  expect(found).toEqual([]);
});

const mentions = (path: string): readonly string[] =>
  readProjectFile(path)
    .split("\n")
    .flatMap((line, i) => {
      const words = new Set(line.match(/[\p{L}\p{N}_]+/gu));
      const hits = [...names].filter((name) => (/\W/.test(name) ? line.toLowerCase().includes(name) : words.has(name)));
      return hits.map((name) => `${path}:${i + 1} ${name}: ${line.trim()}`);
    });
