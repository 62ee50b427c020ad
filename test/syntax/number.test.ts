import fc from "fast-check";
import { expect, test } from "vitest";
import { exact, multiply, parseNum, showNum, toFloat, whole } from "../../src/base/number.ts";

test("a decimal reads as the nearest double", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
      const text = String(value).replace("e+", "e");
      expect(toFloat(parseNum(text))).toBe(value);
    }),
  );
});

test("quotients of large numbers become the nearest double", () => {
  expect(toFloat(exact(10n ** 300n, 10n ** 310n))).toBe(1e-10);
  expect(toFloat(exact(-(10n ** 400n) - 1n, 10n ** 399n))).toBe(-10);
  expect(toFloat(exact(1234567890123456789n, 10n ** 19n))).toBe(0.1234567890123456789);
});

test("suffixes, percent and underscores are exact", () => {
  expect(parseNum("2238.6K")).toEqual(whole(2238600));
  expect(multiply(parseNum("0.1"), whole(10))).toEqual(whole(1));
  expect(showNum(parseNum("0.5%"))).toBe("0.005");
  expect(showNum(exact(7n, 3n))).toBe("7/3");
});
