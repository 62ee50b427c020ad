import { beforeAll, describe, expect, it } from "vitest";
import { emptyLabels, pictureSize, type DataSet } from "../../src/runtime/data/data-set.ts";
import { openData } from "../../src/runtime/data/open-data.ts";
import { splitSet } from "../../src/runtime/data/split-set.ts";
import { number, part, symbol } from "./part.ts";

let set: DataSet;
beforeAll(async () => {
  const shapes = part("data", "shapes", { split: symbol("train"), count: number(200), size: number(8) });
  set = (await openData([shapes], { root: "/", data: "/" }))[0]!;
});

const pictures = (of: DataSet): readonly string[] =>
  Array.from({ length: of.count }, (_, i) => {
    const size = pictureSize(of.shape);
    return `${of.labels[i]}:${of.pixels.subarray(i * size, (i + 1) * size).join()}`;
  });

/** A set of 1×1×1 pictures whose pixel is their place. */
const withLabels = (labels: readonly number[], classes: number): DataSet => {
  const shape = { height: 1, width: 1, channels: 1 };
  const own = emptyLabels(labels.length, classes);
  own.set(labels);
  const names = Array.from({ length: classes }, (_, i) => `c${i}`);
  const pixels = Uint8Array.from(labels, (_, i) => i);
  return { ...set, count: labels.length, shape, classes: names, labels: own, pixels };
};

const perClass = (of: DataSet): readonly number[] =>
  of.classes.map((_, label) => [...of.labels].filter((one) => one === label).length);

describe("splitSet", () => {
  it("gives each picture to one part, in order", () => {
    const [train, validation] = splitSet(set, 0.15, 1);
    expect([train.count, validation.count]).toEqual([170, 30]);
    const all = pictures(set);
    const held = new Set(pictures(validation));
    expect(pictures(train)).toEqual(all.filter((one) => !held.has(one)));
    expect(pictures(validation)).toEqual(all.filter((one) => held.has(one)));
  });

  it("keeps the classes' shares", () => {
    const [train, validation] = splitSet(set, 0.15, 1);
    expect(perClass(validation)).toEqual(Array(10).fill(3));
    expect(perClass(train)).toEqual(Array(10).fill(17));
  });

  it("rounds so that the whole comes out: 3 of 10, from 6, 3 and 1", () => {
    // Quotas 1.8, 0.9, 0.3: floors 1, 0, 0; two are left, for the remainders 0.9 and 0.8.
    const [, validation] = splitSet(withLabels([0, 0, 0, 0, 0, 0, 1, 1, 1, 2], 3), 0.3, 1);
    expect(perClass(validation)).toEqual([2, 1, 0]);
  });

  it("is drawn from the seed: equal seeds, equal parts", () => {
    expect(splitSet(set, 0.15, 1)[1].facts.sha256).toBe(splitSet(set, 0.15, 1)[1].facts.sha256);
    expect(splitSet(set, 0.15, 1)[1].facts.sha256).not.toBe(splitSet(set, 0.15, 2)[1].facts.sha256);
    expect([...splitSet(withLabels([0, 1, 0, 1, 0, 1, 0, 1], 2), 0.5, 7)[1].pixels]).toEqual([1, 2, 4, 7]);
  });

  it("gives each part a picture where there are two", () => {
    expect(splitSet(withLabels([0, 1], 2), 0.001, 1).map(({ count }) => count)).toEqual([1, 1]);
    expect(splitSet(withLabels([0, 1, 1], 2), 0.999, 1).map(({ count }) => count)).toEqual([1, 2]);
  });

  it("copes with more classes than a byte holds", () => {
    const labels = Array.from({ length: 600 }, (_, i) => Math.floor(i / 2));
    const [train, validation] = splitSet(withLabels(labels, 300), 0.5, 1);
    expect([...train.labels]).toEqual([...Array(300).keys()]);
    expect([...validation.labels]).toEqual([...Array(300).keys()]);
  });

  it("says in the facts what was drawn", () => {
    const [train, validation] = splitSet(set, 0.15, 4);
    expect(train.facts).toMatchObject({ count: 170, drawn: { part: "train", share: 0.15, seed: 4 } });
    expect(validation.facts).toMatchObject({ count: 30, drawn: { part: "validation", share: 0.15, seed: 4 } });
  });
});
