import { readdirSync, readFileSync } from "node:fs";
import { layeredHost, memoryHost, type Host } from "../../src/base/host.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import type { Node } from "../../src/compiler/4-graph/graph.ts";
import { randomFrom } from "../ops-b/evaluate.ts";

const root = new URL("../..", import.meta.url).pathname;
const files = readdirSync(`${root}/specs/paper`).filter((name) => name.endsWith(".kes"));

/** The paper's specs by path. */
export const paperTexts: ReadonlyMap<string, string> = new Map(
  files.map((name) => [`paper/${name}`, readFileSync(`${root}/specs/paper/${name}`, "utf8")]),
);

const declared = [...paperTexts.values()].flatMap((text) =>
  [...text.matchAll(/^(?:block|fn|model|loss|train)\s+(\w+)/gm)].map(([, name]) => name!),
);

/** New names by old ones. */
export type Renaming = ReadonlyMap<string, string>;

/** Letters drawn at random, capital or not as the name was; no two alike, none with a digit at the end. */
export const drawRenaming = (seed: number): Renaming => {
  const random = randomFrom(seed);
  const letters = (count: number): string =>
    Array.from({ length: count }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join("");
  return new Map(
    declared.map((name, i) => [
      name,
      `${/^[A-Z]/.test(name) ? "Q" : "q"}${letters(9)}_${"abcdefghij"[Math.floor(i / 10)]}${"abcdefghij"[i % 10]}`,
    ]),
  );
};

/** Strings stay: they name files. */
export const renameWords = (text: string, names: Renaming): string =>
  text.replace(/"[^"\n]*"|\w+/g, (word) => names.get(word) ?? word);

/** Old names in place of new ones, within longer words too. */
export const restoreNames = (text: string, names: Renaming): string =>
  [...names].reduce((sofar, [from, to]) => sofar.replaceAll(to, from), text);

/** The project's files with the paper's specs, and more beside them, renamed. */
export const renamedHost = (names: Renaming, more: Readonly<Record<string, string>> = {}): Host =>
  layeredHost(
    memoryHost(
      new Map([...paperTexts, ...Object.entries(more)].map(([path, text]) => [path, renameWords(text, names)])),
    ),
    nodeHost({ root }),
  );

/** A graph as text, with everything that makes it what it is; names restored. */
export const describeGraph = (nodes: readonly Node[], names: Renaming): string => {
  const places = new Map(nodes.map((node, i) => [node, i]));
  const lines = nodes.map(({ op, operands, attributes, type, variable }) =>
    JSON.stringify([op, operands.map((operand) => places.get(operand)), attributes, type, variable ?? null]),
  );
  return restoreNames(lines.join("\n"), names);
};
