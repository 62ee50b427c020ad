import { expect, test } from "vitest";
import { netText, network, shapeOf } from "./program-of.ts";

test("a weight along some axes leaves the order of a fuller tensor alone, whichever stands first", () => {
  for (const y of ["gain * image", "image * gain", "where(gain > 0, image, gain)", "max(gain, image)"])
    expect(shapeOf(`gain = learned([channel: image.channel], init: 1)\ny = ${y}`)).toBe("height 8, width 8, channel 4");
});

/** All axes of `y`, the batch included, as a compiled module gives them out. */
const axesOf = (statements: string): string => {
  const y = network(netText(statements), "Net").outputs.get("y");
  if (y?.kind !== "tensor") throw new Error("y is not a tensor");
  return y.node.type.dims.map(({ axis }) => axis).join(" ");
};

test("what is computed of a batch begins with it, also where a weight has more axes", () => {
  const given =
    "pooled = image -> mean(over: [height, width])\nweight = learned([anchor: 3, channel: 4, coord: 5], init: 1)\n";
  for (const y of ["pooled * weight", "weight * pooled", "max(weight, pooled)", "where(weight > 0, weight, pooled)"])
    expect([y, axesOf(`${given}y = ${y}`)]).toEqual([y, "batch channel anchor coord"]);
  expect(axesOf(`${given}y = dot(weight, pooled, over: channel)`)).toBe("batch anchor coord");
  expect(axesOf(`${given}y = stack([weight, pooled], as: pair)`)).toBe("batch channel anchor coord pair");
});

test("an axis made from others stands where the first of them stood, new ones last", () => {
  for (const [y, axes] of [
    [
      "image -> split(channel, into: [group: 2, member]) -> merge([member, group], into: channel)",
      "batch height width channel",
    ],
    ["merge(image, [channel, height], into: token)", "batch token width"],
    ["rename(image, height: up)", "batch up width channel"],
    ["image -> dense(7, over: [height, width], as: token)", "batch token channel"],
    ["stack([image, image], as: pair)", "batch height width channel pair"],
    ["gather(learned([channel: 4, feature: 2], init: 1), argmax(image, over: channel))", "batch height width feature"],
  ] as const)
    expect([y, axesOf(`y = ${y}`)]).toEqual([y, axes]);
});
