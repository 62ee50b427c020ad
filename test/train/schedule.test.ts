import { describe, expect, it } from "vitest";
import { rateFactor } from "../../src/runtime/train/schedule.ts";
import type { Part } from "../../src/compiler/3-elaborate/value.ts";
import { duration, list, number, part } from "../data/part.ts";

const clock = { stepsPerEpoch: 10, totalSteps: 200 };
const at = (schedules: readonly Part[], ...steps: number[]): number[] =>
  steps.map((step) => rateFactor(schedules, step, clock));
const schedule = (name: string, settings: Parameters<typeof part>[2]): Part => part("schedule", name, settings);

describe("rateFactor", () => {
  it("is 1 without a schedule", () => expect(at([], 0, 150)).toEqual([1, 1]));

  it("drops every so often", () => {
    const drop = schedule("drop", { every: duration(6, "epochs"), factor: number("0.5") });
    expect(at([drop], 0, 59, 60, 119, 120)).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });

  it("drops at given times, in epochs and steps", () => {
    const steps = schedule("steps", { at: list(duration(8, "epochs"), duration(141, "steps")), factor: number("0.5") });
    expect(at([steps], 79, 80, 140, 141, 199)).toEqual([1, 0.5, 0.5, 0.25, 0.25]);
  });

  it("follows half a cosine", () => {
    const cosine = schedule("cosine", { to: number("0.5") });
    expect(at([cosine], 0, 100)).toEqual([1, 0.75]);
    expect(at([cosine], 199)[0]).toBeCloseTo(0.5, 3);
  });

  it("runs a list in turn, the last fills the length", () => {
    const list = [schedule("warmup", { length: duration(4, "steps") }), schedule("cosine", {})];
    expect(at(list, 0, 1, 3, 4, 102)).toEqual([0.25, 0.5, 1, 1, 0.5]);
  });

  it("may be asked in any order", () => {
    const drop = [schedule("drop", { every: duration(1, "epochs"), factor: number("0.9") })];
    expect(at(drop, 150, 3, 150)[2]).toBe(at(drop, 150)[0]);
  });
});
