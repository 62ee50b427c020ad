import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { layeredHost, memoryHost } from "../../src/base/host.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import { openProgram, type Program } from "../../src/compiler/program.ts";
import type { Network } from "../../src/compiler/4-graph/graph.ts";
import { randomFrom } from "../ops-b/evaluate.ts";

const root = new URL("../..", import.meta.url).pathname;
const files = readdirSync(`${root}/specs/paper`).filter((name) => name.endsWith(".kes"));
const texts = new Map(files.map((name) => [`paper/${name}`, readFileSync(`${root}/specs/paper/${name}`, "utf8")]));

const declared = [...texts.values()].flatMap((text) =>
  [...text.matchAll(/^(?:block|fn|model|loss|train)\s+(\w+)/gm)].map(([, name]) => name!),
);

/** Letters drawn at random, capital or not as the name was; no two alike, none with a digit at the end. */
const renaming = (seed: number): ReadonlyMap<string, string> => {
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
const replaceWords = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replace(/"[^"\n]*"|\w+/g, (word) => names.get(word) ?? word);

/** A network as text, with everything that makes it what it is. */
const describeNetwork = (network: Network): string => {
  const nodes = network.nodes({ training: true, taps: true });
  const places = new Map(nodes.map((node, i) => [node, i]));
  return nodes
    .map(({ op, operands, attributes, type, variable }) =>
      JSON.stringify([op, operands.map((operand) => places.get(operand)), attributes, type, variable ?? null]),
    )
    .join("\n");
};

/** Each file's networks under their old names, as text with old names in the paths. */
const networksOf = (program: Program, names: ReadonlyMap<string, string>): Readonly<Record<string, string>> => {
  const back = [...names].map(([from, to]) => [to, from] as const);
  const restore = (text: string): string => back.reduce((sofar, [to, from]) => sofar.replaceAll(to, from), text);
  const named = [...texts.keys()].flatMap((path) => program.networks(path).result ?? []);
  return Object.fromEntries(named.map(({ name, network }) => [restore(name), restore(describeNetwork(network))]));
};

describe("names mean nothing to the compiler", () => {
  const library = nodeHost({ root });
  const plain = networksOf(openProgram(library), new Map());
  it("there are networks to compare", () => expect(Object.keys(plain).length).toBeGreaterThanOrEqual(19));
  it.each([1, 2])("renamed at random (%i), all specs of the paper give the same graphs", (seed) => {
    const names = renaming(seed);
    const renamed = memoryHost(new Map([...texts].map(([path, text]) => [path, replaceWords(text, names)])));
    const program = openProgram(layeredHost(renamed, library));
    for (const path of texts.keys()) expect(program.check(path).map(({ message }) => message)).toEqual([]);
    const found = networksOf(program, names);
    expect(Object.keys(found)).toEqual(Object.keys(plain));
    for (const [name, text] of Object.entries(found)) expect(text === plain[name], name).toBe(true);
  });
});
