import { expect, test } from "vitest";
import { codes, netText, pathsOf, shapeOf } from "./program-of.ts";

test("a chain hands its tensor to the first tensor parameter", () => {
  expect(shapeOf("y = image -> conv(3, 6) -> relu")).toBe("height 8, width 8, channel 6");
});

test("`if` without `else` passes on, `repeat` and `fold` chain, `scan` keeps every step", () => {
  expect(shapeOf("y = image -> if 1 > 2 { conv(1, 9) }")).toBe("height 8, width 8, channel 4");
  expect(shapeOf("y = image -> repeat(3) { conv(3, 5, stride: 2) }")).toBe("height 1, width 1, channel 5");
  expect(shapeOf("y = image -> fold c in [2, 3] { conv(1, c) }")).toBe("height 8, width 8, channel 3");
  expect(shapeOf("all = image -> scan c in [2, 3] { conv(1, c) }\ny = concat(all, along: channel)")).toBe(
    "height 8, width 8, channel 5",
  );
});

test("a step places a kind with list one, list two, or both", () => {
  const text = `block Unit(k: int = 3)(x: map, out: int) = x -> conv(k, out)
block Same(x: map) = x -> conv(1, x.channel)
model Net(image: map[8, 8, 4], unit: block = Unit) {
  a = image -> Unit()(6)
  b = a -> Unit(1)(7)
  y = b -> Same
  output y
}`;
  expect(codes(text.replace(", unit: block = Unit", ""))).toEqual([]);
});

test("a call without an arrow places too, with the tensor in the call", () => {
  expect(shapeOf("y = relu(conv(image, 3, 6))")).toBe("height 8, width 8, channel 6");
});

test("paths: bindings, ordinals that count on, indices of `scan` and `for`, fields", () => {
  const text = `block Unit(x: map, out: int) {
  residual = x -> conv(1, out)
  return residual
}
block Two(x: map) = { a = x -> conv(1, 2), b = x -> conv(1, 3) }
model Net(image: map[8, 8, 4]) {
  stem   = image -> Unit(4) -> repeat(2) { Unit(4) }
  stages = stem -> scan c in [2, 3] { Unit(c) }
  heads  = for s in stages { s -> Two }
  y      = stages[-1]
  output y, heads
}`;
  expect(pathsOf(text, "Net")).toEqual([
    "stem/Unit1/residual/conv1/kernel",
    "stem/Unit2/residual/conv1/kernel",
    "stem/Unit3/residual/conv1/kernel",
    "stages[0]/Unit1/residual/conv1/kernel",
    "stages[1]/Unit1/residual/conv1/kernel",
    "heads[0]/Two1/a/conv1/kernel",
    "heads[0]/Two1/b/conv1/kernel",
    "heads[1]/Two1/a/conv1/kernel",
    "heads[1]/Two1/b/conv1/kernel",
  ]);
});

test("a placement is called by the name in the text: a parameter's, not the block's", () => {
  const text = `block Unit(x: map, out: int) = x -> conv(1, out)
block Group(unit: block)(x: map) = x -> unit(4) -> unit(5)
model Net(image: map[8, 8, 4]) {
  y = image -> Group(Unit)
  output y
}`;
  expect(pathsOf(text, "Net")).toEqual(["y/Group1/unit1/conv1/kernel", "y/Group1/unit2/conv1/kernel"]);
});

test("`share` uses one set of weights; other shapes are refused", () => {
  const shared = (second: string) => netText(`share head = conv\na = image -> head(1, 4)\ny = a -> head(1, ${second})`);
  expect(pathsOf(shared("4"), "Net")).toEqual(["head/kernel"]);
  expect(codes(shared("5"))).toEqual(["KES3204"]);
});

test("a `learned` weight is called as the name it is bound to", () => {
  const text = netText("gain = learned([channel: image.channel], init: 1)\ny = image * gain");
  expect(pathsOf(text, "Net")).toEqual(["gain"]);
});

test("what no output reaches is not built", () => {
  const text = netText("_spare = image -> conv(3, 100)\ny = image -> conv(1, 2)");
  expect(pathsOf(text, "Net")).toEqual(["y/conv1/kernel"]);
});
