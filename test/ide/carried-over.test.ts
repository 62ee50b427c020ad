import { describe, expect, it } from "vitest";
import { memoryHost } from "../../src/base/host.ts";
import { openProgram } from "../../src/compiler/program.ts";
import { carriedOver } from "../../src/ide/carried-over.ts";

const textOf = (text: string) => openProgram(memoryHost({ "main.kes": text })).check("main.kes");
const shown = (before: string, now: string): readonly string[] =>
  carriedOver(textOf(before), { path: "main.kes", text: now }).map(
    ({ code, span }) => `${code} ${now.slice(span.start, span.end)}`,
  );

describe("findings carried over a change", () => {
  const before = "a = one\nb = 2\nc = two\n";
  it("stand where their text stands now", () => {
    expect(shown(before, before.replace("b = 2", "b = 2 + 2"))).toEqual(["KES2101 one", "KES2101 two"]);
    expect(shown(before, before.replace("b = 2\n", ""))).toEqual(["KES2101 one", "KES2101 two"]);
  });
  it("are left out where the text itself changed", () => {
    expect(shown(before, before.replace("two", "three"))).toEqual(["KES2101 one"]);
    expect(shown(before, "")).toEqual([]);
  });
  it("are none of none", () => expect(carriedOver([], { path: "main.kes", text: "" })).toEqual([]));
});
