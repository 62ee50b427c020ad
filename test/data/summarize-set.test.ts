import { describe, expect, it } from "vitest";
import { findDuplicates, pictureName, summarizeSet } from "../../src/runtime/data/summarize-set.ts";

/** Pictures of 1×1×`channels`. */
const setOf = (name: string, labels: readonly number[], pixels: readonly number[], channels = 1) => ({
  name,
  count: labels.length,
  classes: ["cat", "dog", "eel"],
  labels: Uint8Array.from(labels),
  pixels: Uint8Array.from(pixels),
  shape: { height: 1, width: 1, channels },
});

describe("summarizeSet", () => {
  it("counts by class, and gives mean and deviation channel by channel", () => {
    // Channel 0: 0, 51, 255 are 0, 0.2, 1: mean 0.4, variance (0.16 + 0.04 + 0.36) / 3. Channel 1: 255 throughout.
    const summary = summarizeSet(setOf("train", [0, 2, 2], [0, 255, 51, 255, 255, 255], 2));
    expect(summary.perClass).toEqual([1, 0, 2]);
    expect(summary.mean[0]).toBeCloseTo(0.4, 12);
    expect(summary.deviation[0]).toBeCloseTo(Math.sqrt(0.56 / 3), 12);
    expect([summary.mean[1], summary.deviation[1]]).toEqual([1, 0]);
  });
});

describe("findDuplicates", () => {
  const train = setOf("train", [0, 1, 2, 0], [10, 20, 30, 10]);

  it("finds pictures of one set in another", () => {
    expect(findDuplicates(train, setOf("test", [0, 0, 0], [5, 30, 20]))).toEqual([
      [2, 1],
      [1, 2],
    ]);
  });

  it("finds what comes again in one set", () => expect(findDuplicates(train, train)).toEqual([[0, 3]]));

  it("names pictures by file, else by place and class", () => {
    expect(pictureName(train, 2)).toBe("picture 2 (eel)");
    expect(pictureName({ ...train, files: ["a", "b", "c", "d"] }, 2)).toBe("c");
  });
});
