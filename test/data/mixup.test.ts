import { beforeAll, describe, expect, it } from "vitest";
import { augmentation, findAugmentProblems, mixupAlpha } from "../../src/runtime/data/augment.ts";
import { trainingBatches, type Batch, type TrainingBatches } from "../../src/runtime/data/batches.ts";
import type { DataSet } from "../../src/runtime/data/data-set.ts";
import { drawBeta, exponential, logarithm } from "../../src/runtime/data/draw-beta.ts";
import { draws } from "../../src/runtime/data/draws.ts";
import { openData } from "../../src/runtime/data/open-data.ts";
import { number, part, symbol } from "./part.ts";

describe("logarithm and exponential", () => {
  it("are right to 14 digits", () => {
    for (const x of [1e-300, 1e-8, 0.1, 0.5, 0.7, 1, 1.4, 2, 10, 12345, 1e300])
      expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThanOrEqual(4e-16 + 4e-16 * Math.abs(Math.log(x)) * 4);
    for (const x of [-700, -30, -1, -0.3, 0, 0.3, 1, 30, 700])
      expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-13);
    expect([exponential(-1e6), exponential(1e6)]).toEqual([0, Infinity]);
  });
});

describe("Beta(alpha, alpha)", () => {
  // Mean 1/2, variance 1 / (4 · (2 · alpha + 1)): the error of a variance over 20,000 numbers is well below 3 %.
  it.each([0.05, 0.2, 1, 1.5, 4, 50])("alpha %d has mean 1/2 and the right variance", (alpha) => {
    const numbers = Array.from({ length: 20_000 }, (_, i) => drawBeta(alpha, draws(1, 0, i)));
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
    expect(numbers.every((x) => x >= 0 && x <= 1)).toBe(true);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
    expect(variance * 4 * (2 * alpha + 1)).toBeGreaterThan(0.97);
    expect(variance * 4 * (2 * alpha + 1)).toBeLessThan(1.03);
  });

  it("alpha 2 has the distribution function x² · (3 − 2 x)", () => {
    const numbers = Array.from({ length: 20_000 }, (_, i) => drawBeta(2, draws(2, 0, i)));
    for (const x of [0.1, 0.25, 0.5, 0.8]) {
      const share = numbers.filter((one) => one <= x).length / numbers.length;
      expect(Math.abs(share - x * x * (3 - 2 * x))).toBeLessThan(0.015);
    }
  });

  it("gives the same numbers everywhere", () => {
    const numbers = [0.2, 1, 3].map((alpha) => drawBeta(alpha, draws(1, 2, 3)));
    expect(numbers).toEqual([0.7891197940139155, 0.3476665600208495, 0.4101528736759503]);
  });
});

let set: DataSet;
beforeAll(async () => {
  const shapes = part("data", "shapes", { split: symbol("train"), count: number(24), size: number(8) });
  set = (await openData([shapes], { root: "/", data: "/" }))[0]!;
});

const augment = [augmentation(part("augment", "pad_crop", { pad: number(1) }))!];
const batches = (more: Partial<TrainingBatches> = {}): readonly Batch[] => [
  ...trainingBatches(set, { batch: 6, seed: 3, epoch: 0, augment, mixup: 0.4, ...more }),
];
const length = 8 * 8 * 3;

describe("mixup", () => {
  it("mixes each picture with a partner as the epoch has both", () => {
    const plain = new Map<number, { readonly image: Float32Array; readonly label: number }>();
    for (const batch of batches({ mixup: undefined, batch: 1 }))
      plain.set(batch.pictures[0]!, { image: batch.image, label: batch.label[0]! });
    let mixedOnes = 0;
    for (const { image, label, mix, mixedLabel, pictures } of batches())
      pictures.forEach((picture, at) => {
        const own = plain.get(picture)!;
        expect(label[at]).toBe(own.label);
        const weight = mix![at]!;
        const got = image.subarray(at * length, (at + 1) * length);
        const partners = [...plain.values()].filter(
          (other) =>
            other.label === mixedLabel![at] &&
            got.every((value, i) => Math.abs(value - (weight * own.image[i]! + (1 - weight) * other.image[i]!)) < 1e-5),
        );
        expect(partners).not.toEqual([]);
        if (weight < 0.99) mixedOnes++;
      });
    expect(mixedOnes).toBeGreaterThan(6);
  });

  it("depends on seed, epoch and picture alone", () => {
    const byPicture = (made: readonly Batch[]): ReadonlyMap<number, string> =>
      new Map(
        made.flatMap(({ pictures, image, mix, mixedLabel }) =>
          [...pictures].map((picture, at) => [
            picture,
            [mix![at], mixedLabel![at], ...image.subarray(at * length, (at + 1) * length)].join(),
          ]),
        ),
      );
    expect(byPicture(batches({ batch: 4 }))).toEqual(byPicture(batches({ batch: 6 })));
    expect(byPicture(batches({ epoch: 1 }))).not.toEqual(byPicture(batches()));
    expect(byPicture(batches({ skip: 2 })).size).toBe(12);
  });

  it("needs an alpha above 0", () => {
    const alpha = (value: number) => part("augment", "mixup", { alpha: number(value) });
    expect(findAugmentProblems([alpha(0)])[0]).toMatchObject({ code: "KES5009" });
    expect(findAugmentProblems([part("augment", "flip", { probability: number(2) })])[0]?.message).toContain(
      "from 0 to 1",
    );
    expect(findAugmentProblems([alpha(0.2), part("augment", "flip")])).toEqual([]);
    expect(mixupAlpha([part("augment", "flip"), alpha(0.5)])).toBe(0.5);
    expect(mixupAlpha([part("augment", "flip")])).toBeUndefined();
  });

  it("leaves batches alone where it isn't asked for", () => {
    const [batch] = batches({ mixup: undefined });
    expect(batch).not.toHaveProperty("mix");
    expect(batch).not.toHaveProperty("mixedLabel");
  });
});
