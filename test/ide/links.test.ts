import { expect, it } from "vitest";
import { linksIn } from "../../src/ide/links.ts";
import { openMarked, placeOf } from "../support/marked-text.ts";

it("import paths lead to their files, the library's too; what can't be read leads nowhere", () => {
  const { module } = openMarked(`import { Pair } from "./deep/units"
import { KE } from "paper/ke"
import { to8 } from "std/prelude.kes"
import { Gone } from "./gone"
import { What } from "units"
block F(x: map) = x -> Pair -> KE(to8(1)) -> Gone -> What
--- deep/units.kes
block Pair(x: map) = x -> relu
`);
  expect(linksIn(module).map(({ span, path }) => `${placeOf(span)} → ${path}`)).toEqual([
    "main.kes:1:23 ./deep/units → deep/units.kes",
    "main.kes:2:21 paper/ke → paper/ke.kes",
    "main.kes:3:22 std/prelude.kes → std/prelude.kes",
  ]);
});
