import { expect, test } from "vitest";
import { check, codes, netText } from "./program-of.ts";

const text = `block Grouped(G: int)(x: map, out: int) =
  x -> conv(3, x.channel, groups: G) -> conv(1, out)
block Twice(part: block)(x: map, out: int) = x -> part(out) -> part(out)
model Net(width: int = 12, part: block = Grouped(8))(image: map[16, 16, 3]) {
  stem = image -> conv(3, width)
  y    = stem -> Twice(part)(24)
  output y
}
model Small = Net`;

test("a shape error shows the line in the block and who placed it, with the shapes on the way", () => {
  const found = check(text);
  expect(new Set(found.map((each) => each.code)).size).toBe(1);
  const [first] = found;
  expect(first?.message).toContain("12 channels into 8 groups");
  expect(first?.uses.map((use) => use.title)).toEqual([
    "Grouped(8)",
    "Twice(Grouped(8))",
    expect.stringMatching(/Net|Small/),
  ]);
  expect(first?.uses[0]?.detail).toBe("x is 16×16×12");
  const at = first?.span;
  expect(at?.source.text.slice(at.start, at.end)).toBe("G");
});

test("one declaration's error leaves the others usable", () => {
  const both = `${netText("y = image -> conv(3, 8, groups: 3)")}${netText("y = image -> conv(3, 8)").replace("Net", "Other")}
expect params(Other) == 288`;
  expect(codes(both)).toHaveLength(1);
});

test("a block handed over is checked where it is placed", () => {
  const handed = (call: string) => `block Unit(x: map, out: int) = x -> conv(1, out)
block Pair(part: block)(x: map) = x -> ${call}
model Net(image: map[8, 8, 4]) {
  y = image -> Pair(Unit)
  output y
}`;
  expect(codes(handed("part(4)"))).toEqual([]);
  expect(codes(handed("part(4, stride: 2)"))).toEqual(["KES3201"]);
  expect(codes(handed("part"))).toEqual(["KES3202"]);
  expect(codes(handed("part(4, 5)"))).toEqual(["KES3203"]);
});

test("require stops with its text, warn goes on", () => {
  const placed = (n: number) => `block Half(x: map) {
  require x.channel % 2 == 0, "channels must be even, got {x.channel}"
  warn x.channel > 6, "wide: {x.channel}"
  return x -> conv(1, x.channel / 2)
}
model Net(image: map[8, 8, ${n}]) {
  y = image -> Half
  output y
}`;
  expect(check(placed(3)).map((each) => each.message)).toEqual(["channels must be even, got 3"]);
  expect(check(placed(8)).map((each) => [each.severity, each.message])).toEqual([["warning", "wide: 8"]]);
});

test("work without end and tensors without bounds end with a code of their own", () => {
  const timed = (source: string): [readonly string[], boolean] => {
    // Processor time: the wall clock of a busy machine says nothing.
    const start = process.cpuUsage();
    const found = codes(source);
    const { user, system } = process.cpuUsage(start);
    return [found, (user + system) / 1000 < 2000];
  };
  const repeated = (count: string) => netText(`y = image -> repeat(${count}) { repeat(${count}) { relu } }`);
  expect(timed(repeated("10 ^ 9"))).toEqual([["KES3402"], true]);
  expect(timed(repeated("10 ^ 5"))).toEqual([["KES3401"], true]);
  expect(timed(netText("y = image -> conv(1, 2 ^ 52)"))).toEqual([["KES3403"], true]);
  expect(timed(netText("y = image -> conv(1, 2 ^ 60)"))).toEqual([["KES3004"], true]);
  expect(timed("expect sum(0..10 ^ 12) > 0")).toEqual([["KES3402"], true]);
  expect(timed("expect 10 ^ 10 ^ 10 > 0")[1]).toBe(true);
  const nested = Array.from(
    { length: 300 },
    (_, at) => `block B${at}(x: map) = x -> ${at === 299 ? "relu" : `B${at + 1}`}`,
  );
  expect(timed(`${nested.join("\n")}\n${netText("y = image -> B0")}`)).toEqual([["KES3404"], true]);
});

test("what a name stands for must be of its keyword's kind", () => {
  expect(codes("block Unit = 3")).toEqual(["KES3001"]);
  expect(codes("block Unit(x: map) = x -> relu\ntrain run = Unit")).toEqual(["KES3001"]);
});
