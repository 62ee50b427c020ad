import { expect, test } from "vitest";
import { recipeDifferences } from "../../src/runtime/report/recipe-differences.ts";
import { showValue } from "../../src/runtime/report/show-value.ts";

const sgd = { part: "sgd", lr: 0.1, momentum: 0.9 };

test("recipes differ field by field; a part of the same name setting by setting", () => {
  const first = { name: "a", batch: 50, optimizer: sgd, augment: [{ part: "flip" }], ema: null, length: { epochs: 1 } };
  const second = { ...first, name: "b", optimizer: { ...sgd, lr: 0.05 }, augment: [], ema: 0.999, teacher: "wide" };
  expect(recipeDifferences([first, second])).toEqual([
    { field: "optimizer.lr", values: ["0.1", "0.05"] },
    { field: "augment", values: ["[flip]", "[]"] },
    { field: "ema", values: [undefined, "0.999"] },
    { field: "teacher", values: [undefined, "wide"] },
  ]);
  const adam = { ...first, optimizer: { part: "adam", lr: 0.1 } };
  expect(recipeDifferences([first, adam])).toEqual([
    { field: "optimizer", values: ["sgd(lr: 0.1, momentum: 0.9)", "adam(lr: 0.1)"] },
  ]);
  expect(recipeDifferences([first, first, { ...first, name: "c" }])).toEqual([]);
});

test("values are shown as recipes write them", () => {
  expect(showValue({ part: "drop", every: { epochs: 60 }, factor: 0.2 })).toBe("drop(every: 60 epochs, factor: 0.2)");
  expect(showValue([{ steps: 1 }, true, null, "net"])).toBe("[1 step, true, none, net]");
  expect(showValue(1 / 255)).toBe("0.00392157");
  expect(showValue(1_234_567)).toBe("1234567");
});
