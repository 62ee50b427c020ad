import { expect, test } from "vitest";
import { initialValues, startStreams } from "../../src/compiler/initial-values.ts";
import { normalNumbers, streamOf, uniformNumbers } from "../../src/compiler/random.ts";

const mean = (numbers: Float64Array): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const deviation = (numbers: Float64Array): number => {
  const middle = mean(numbers);
  return Math.sqrt(mean(numbers.map((x) => (x - middle) ** 2)));
};
const correlation = (a: Float64Array, b: Float64Array): number => {
  const [left, right] = [mean(a), mean(b)];
  return mean(a.map((x, i) => (x - left) * (b[i]! - right))) / (deviation(a) * deviation(b));
};

test("the same seed, step and stream give the same numbers, now and in later versions", () => {
  expect([...uniformNumbers(1, 2, 3, 4)]).toEqual([...uniformNumbers(1, 2, 3, 4)]);
  expect([...uniformNumbers(1, 2, 3, 4)]).toEqual([
    0.34766650199890137, 0.9734467267990112, 0.26701855659484863, 0.5419046878814697,
  ]);
});

test("a later part of the sequence is the sequence's part", () => {
  const all = uniformNumbers(5, 0, 9, 100);
  expect([...uniformNumbers(5, 0, 9, 30, 40)]).toEqual([...all.slice(40, 70)]);
});

test("uniform numbers are in [0, 1), also as 32-bit floats, and spread evenly", () => {
  const numbers = uniformNumbers(1, 0, 0, 200_000);
  expect(numbers.every((x) => x >= 0 && Math.fround(x) < 1 && Math.fround(x) === x)).toBe(true);
  const bins = new Array<number>(100).fill(0);
  for (const x of numbers) bins[Math.floor(x * 100)]! += 1;
  // χ² with 99 degrees of freedom: mean 99, deviation 14.
  const chi2 = bins.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
  expect(chi2).toBeGreaterThan(40);
  expect(chi2).toBeLessThan(170);
});

test("neighbours in the sequence, in seeds, steps and streams know nothing of each other", () => {
  const base = uniformNumbers(1, 1, 1, 20_000);
  const others = [
    uniformNumbers(2, 1, 1, 20_000),
    uniformNumbers(1, 2, 1, 20_000),
    uniformNumbers(1, 1, 2, 20_000),
    uniformNumbers(1, 1, 1, 20_000, 1),
    uniformNumbers(1 + 2 ** 32, 1, 1, 20_000),
  ];
  for (const other of others) expect(Math.abs(correlation(base, other))).toBeLessThan(0.03);
  // First numbers of 20,000 streams, as the runtime's many small draws take them.
  const firsts = Float64Array.from({ length: 20_000 }, (_, i) => uniformNumbers(1, 0, i, 1)[0]!);
  expect(mean(firsts)).toBeCloseTo(0.5, 1);
  expect(deviation(firsts)).toBeCloseTo(Math.sqrt(1 / 12), 1);
});

test("normal numbers have mean 0, deviation 1 and the tails of their distribution", () => {
  const numbers = normalNumbers(3, 0, streamOf("a"), 100_001);
  expect(numbers).toHaveLength(100_001);
  expect(Math.abs(mean(numbers))).toBeLessThan(0.015);
  expect(Math.abs(deviation(numbers) - 1)).toBeLessThan(0.015);
  const beyond = numbers.filter((x) => Math.abs(x) > 2).length / numbers.length;
  expect(Math.abs(beyond - 0.0455)).toBeLessThan(0.004);
});

test("initial weights follow the rule, the seed and the path", () => {
  const of = (path: string, initializer: Parameters<typeof initialValues>[0]["initializer"]) =>
    ({ path, dims: [{ axis: "channel", size: 5000 }], trainable: true, initializer }) as const;
  const normal = initialValues(of("a/kernel", { kind: "normal", deviation: 0.1 }), 1);
  expect(Math.abs(deviation(normal) - 0.1)).toBeLessThan(0.01);
  const uniform = initialValues(of("a/bias", { kind: "uniform", limit: 0.2 }), 1);
  expect(uniform.every((x) => x >= -0.2 && x <= 0.2)).toBe(true);
  expect(Math.abs(mean(uniform))).toBeLessThan(0.01);
  expect([...initialValues(of("s", { kind: "constant", value: 1 }), 1).slice(0, 2)]).toEqual([1, 1]);
  expect(initialValues(of("b/kernel", { kind: "normal", deviation: 0.1 }), 1)).not.toEqual(normal);
  expect(initialValues(of("a/kernel", { kind: "normal", deviation: 0.1 }), 2)).not.toEqual(normal);
});

test("a run's weights start by shape and order, whatever they are called", () => {
  const kernel = (path: string, sizes: readonly number[]) => ({
    path,
    dims: sizes.map((size, i) => ({ axis: `axis${i}`, size })),
    trainable: true,
    initializer: { kind: "normal", deviation: 0.1 } as const,
  });
  const plain = [kernel("a/kernel", [3, 4]), kernel("b/kernel", [3, 4]), kernel("c/kernel", [4, 3])];
  const streams = [...startStreams(plain).values()];
  expect(new Set(streams).size).toBe(3);
  const renamed = plain.map((variable) => ({ ...variable, path: `other/${variable.path}` }));
  expect([...startStreams(renamed).values()]).toEqual(streams);
  const [a, b, c] = plain as [(typeof plain)[0], (typeof plain)[0], (typeof plain)[0]];
  const between = startStreams([a, kernel("between", [5]), b, c]);
  expect(plain.map(({ path }) => between.get(path))).toEqual(streams);
});
