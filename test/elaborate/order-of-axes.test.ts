import { expect, test } from "vitest";
import { shapeOf } from "./program-of.ts";

test("a weight along some axes leaves the order of a fuller tensor alone, whichever stands first", () => {
  for (const y of ["gain * image", "image * gain", "where(gain > 0, image, gain)", "max(gain, image)"])
    expect(shapeOf(`gain = learned([channel: image.channel], init: 1)\ny = ${y}`)).toBe("height 8, width 8, channel 4");
});
