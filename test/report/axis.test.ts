import { expect, test } from "vitest";
import { axisOf, tightAxis } from "../../src/runtime/report/axis.ts";
import { thin, type Point } from "../../src/runtime/report/thin.ts";

test("ticks are round and hold the values", () => {
  expect(axisOf([0.13, 0.87]).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(axisOf([2.31, 2.29]).ticks).toEqual([2.29, 2.295, 2.3, 2.305, 2.31]);
  expect(axisOf([3, 17], { fromZero: true }).ticks).toEqual([0, 5, 10, 15, 20]);
  expect(axisOf([-3, 3]).ticks).toEqual([-3, -2, -1, 0, 1, 2, 3]);
});

test("one value, none, and no numbers have an axis too", () => {
  for (const values of [[], [NaN, Infinity], [5], [0], [-2]]) {
    const axis = axisOf(values);
    expect(axis.ticks.length).toBeGreaterThan(1);
    for (const value of values.filter(Number.isFinite)) {
      expect(axis.at(value)).toBeGreaterThanOrEqual(0);
      expect(axis.at(value)).toBeLessThanOrEqual(1);
    }
  }
});

test("values that differ much have a logarithmic axis, unless one is 0", () => {
  const axis = axisOf([0.1, 0.0008], { log: true });
  expect([axis.scale, axis.from, axis.to]).toEqual(["log", 0.0005, 0.1]);
  expect(axis.at(0.1)).toBeCloseTo(1);
  expect(axis.at(Math.sqrt(0.1 * 0.0005))).toBeCloseTo(0.5);
  expect(axisOf([0.1, 0], { log: true }).scale).toBe("linear");
  expect(axisOf([0.1, 0.01], { log: true }).scale).toBe("linear");
  expect(axisOf([1e-9, 1e3], { log: true }).ticks.length).toBeLessThan(9);
});

test("epochs have whole ticks alone", () => {
  expect(tightAxis(0, 2, 5).ticks).toEqual([0, 1, 2]);
  expect(tightAxis(0, 200, 5).ticks).toEqual([0, 50, 100, 150, 200]);
  expect(tightAxis(0, 0, 5).to).toBe(1);
});

test("a thinned curve keeps its ends, its peaks and its gaps", () => {
  const points: Point[] = Array.from({ length: 78_000 }, (_, x) => ({ x, y: Math.sin(x / 3000) }));
  points[40_001] = { x: 40_001, y: 99 };
  points[50_003] = { x: 50_003, y: -99 };
  points[60_005] = { x: 60_005, y: NaN };
  const thinned = thin(points, 480);
  expect(thinned.length).toBeLessThanOrEqual(480);
  for (const at of [0, 40_001, 50_003, 60_005, 77_999]) expect(thinned).toContain(points[at]);
  expect(thinned.every(({ x }, i) => i === 0 || x > thinned[i - 1]!.x)).toBe(true);
  expect(thin(points.slice(0, 100), 480)).toHaveLength(100);
});
