import { describe, expect, it } from "vitest";
import { openData } from "../../src/runtime/data/open-data.ts";
import { list, number, part, symbol } from "./part.ts";

const shapes = (settings: Parameters<typeof part>[2] = {}) =>
  part("data", "shapes", { split: symbol("train"), ...settings });

const folders = { root: "/", data: "/" };

describe("shapes", () => {
  it("are the same bytes everywhere", async () => {
    const [set] = await openData([shapes({ count: number(30) })], folders);
    expect(set?.facts.sha256).toBe("26365db1f44abba19fe51320cb809e45b560f959a8d9ea964726bbf377bb705f");
    expect([...(set?.labels.subarray(0, 12) ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  });

  it("depend on seed, split and index, not on the count", async () => {
    const few = (await openData([shapes({ count: number(5) })], folders))[0];
    const many = (await openData([shapes({ count: number(9) })], folders))[0];
    const test = (await openData([shapes({ count: number(5), split: symbol("test") })], folders))[0];
    const other = (await openData([shapes({ count: number(5), seed: number(2) })], folders))[0];
    expect(many?.pixels.subarray(0, few?.pixels.length)).toEqual(few?.pixels);
    expect(test?.pixels).not.toEqual(few?.pixels);
    expect(other?.pixels).not.toEqual(few?.pixels);
  });

  it("refuse an eleventh kind", async () => {
    const [set, [problem]] = await openData([shapes({ classes: number(11) })], folders);
    expect(set).toBeUndefined();
    expect(problem?.code).toBe("KES5009");
  });
});

describe("openData", () => {
  it("unites sets", async () => {
    const [set] = await openData(
      [shapes({ count: number(4) }), shapes({ count: number(3), seed: number(2) })],
      folders,
    );
    expect(set?.count).toBe(7);
    expect([...(set?.labels ?? [])]).toEqual([0, 1, 2, 3, 0, 1, 2]);
  });

  it("refuses sets that differ", async () => {
    const [, [problem]] = await openData(
      [shapes({ count: number(4) }), shapes({ count: number(4), size: number(16) })],
      folders,
    );
    expect(problem?.code).toBe("KES5010");
    expect(problem?.message).toContain("32×32×3 and of 16×16×3");
  });

  it("refuses two means for three colours", async () => {
    const [, [problem]] = await openData([shapes({ mean: list(number(0), number(0)) })], folders);
    expect(problem?.code).toBe("KES5009");
  });

  it("refuses what isn't built", async () => {
    const [, [problem]] = await openData([part("data", "voc")], folders);
    expect(problem?.code).toBe("KES5008");
  });
});
