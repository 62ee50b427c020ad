import { expect, it } from "vitest";
import { costOf, findSymbols } from "../../src/ide/find-symbols.ts";
import { openMarked } from "../support/marked-text.ts";

it("finds declarations of all files by letters that follow one another, the nearest first", () => {
  const { program } = openMarked(`‸block KeyedNet(x: map) = x
block KeNe(x: map) = x
block Kernel(x: map) = x
--- other.kes
model Knowledge_Net(image: map[8, 8, 3]) {
  net = image -> relu
  output net
}
knee = 3
`);
  program.open("other.kes");
  const found = (query: string) =>
    findSymbols(program, query).map(({ symbol, module }) => `${symbol.name} ${module.source.path}`);
  expect(found("kn")).toEqual([
    "knee other.kes",
    "Knowledge_Net other.kes",
    "KeNe main.kes",
    "KeyedNet main.kes",
    "Kernel main.kes",
  ]);
  expect(found("Knet")).toEqual(["KeyedNet main.kes", "Knowledge_Net other.kes"]);
  expect(found("k owl")).toEqual(["Knowledge_Net other.kes"]);
  expect(found("zz")).toEqual([]);
  expect(found("")).toHaveLength(5);
});

it("skipped letters cost less where a word begins", () => {
  expect(costOf("WideNet", "wn")!).toBeLessThan(costOf("Widener", "wn")!);
  expect(costOf("wide_net", "wn")!).toBeLessThan(costOf("widenet", "wn")!);
  expect(costOf("Net", "net")!).toBeLessThan(costOf("Network", "net")!);
  expect(costOf("Net", "ten")).toBeUndefined();
});
