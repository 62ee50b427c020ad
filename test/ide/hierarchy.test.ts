import { expect, it } from "vitest";
import { placedBy, placesOf, placingAt, placingOf, type Placed } from "../../src/ide/hierarchy.ts";
import { openMarked } from "../support/marked-text.ts";

const UNITS = `block Core(x: map, out: int) = x -> conv(3, out)
block Pair(x: map, out: int) = x -> Core(out) -> Core(out)
model Net(unit: block = Pair)(image: map[8, 8, 3]) {
  y = image -> unit(8) -> Pair(4)
  output y
}
model Small = Net(Pair)
train base { model = Small }
expect params(Small) > 0
`;
const USER = `import { Pair } from "./units"
block Other(x: map) = x -> Pair(to8(3))
`;
const shown = ({ by, at }: Placed): string =>
  `${by.module.source.path} ${by.node.name.text} ${at.map(({ source, start }) => source.text.slice(0, start).split("\n").length).join(",")}`;

it("tells who places a block, across files; claims and imports don't", () => {
  const { program, module, offset } = openMarked(
    `${UNITS.replace("block Pair", "block Pa‸ir")}--- user.kes\n${USER.replace("units", "main")}`,
  );
  program.open("user.kes");
  const placing = placingAt(module, offset)!;
  expect(placing.node.name.text).toBe("Pair");
  expect(placedBy(program, placing).map(shown).sort()).toEqual([
    "main.kes Net 3,4",
    "main.kes Small 7",
    "user.kes Other 2",
  ]);
  expect(placedBy(program, placingOf(module, "Small")!).map(shown)).toEqual(["main.kes base 8"]);
  expect(placedBy(program, placingOf(module, "base")!)).toEqual([]);
});

it("tells what a declaration places, also the library's", () => {
  const { program, module } = openMarked(`‸${USER}--- units.kes\n${UNITS}`);
  const other = placingOf(module, "Other")!;
  expect(placesOf(other).map(shown)).toEqual(["units.kes Pair 2", "std/prelude.kes to8 2"]);
  const pair = placingOf(module, "Pair")!;
  expect(pair.module.source.path).toBe("units.kes");
  expect(placesOf(pair).map(shown)).toEqual(["units.kes Core 2,2"]);
  expect(placesOf(placingOf(program.open("units.kes").result!, "base")!).map(shown)).toEqual(["units.kes Small 8"]);
});

it("is of declarations and recipes alone", () => {
  const at = (marked: string) => {
    const { module, offset } = openMarked(marked);
    return placingAt(module, offset)?.node.name.text;
  };
  expect(at("wi‸de = 3\nblock F(x: map) = x -> conv(3, wide)")).toBeUndefined();
  expect(at("block F(x: map) = x -> co‸nv(3, 4)")).toBeUndefined();
  expect(at("block F(x: map) = ‸x -> conv(3, 4)")).toBeUndefined();
  expect(at("block F(x: map) = x -> relu\nblock G(x: map) = x -> ‸F")).toBe("F");
});
