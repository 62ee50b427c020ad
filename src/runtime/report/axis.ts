/** One axis of a chart: where values lie along it, and which of them are written beside it. */
export interface Axis {
  readonly scale: "linear" | "log";
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  /** From 0 (`from`) to 1 (`to`). */
  at(value: number): number;
}

/** Values that differ by this factor and are all above 0 are easier to read by their logarithms. */
const LOG_FROM = 20;

/** An axis for finite values, wide enough that the outermost ticks hold them. No value: from 0 to 1. */
export const axisOf = (values: readonly number[], { fromZero = false, log = false, most = 6 } = {}): Axis => {
  const finite = values.filter(Number.isFinite);
  let [least, largest] = [Infinity, -Infinity];
  for (const value of finite) {
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  if (finite.length === 0) return linearAxis(0, 1, most);
  if (log && least > 0 && largest / least >= LOG_FROM) return logAxis(least, largest, most);
  if (fromZero && least > 0) least = 0;
  if (least === largest) return linearAxis(...around(least), most);
  return linearAxis(least, largest, most);
};

/** An axis that ends where the values end, with ticks within: for steps and epochs. */
export const tightAxis = (from: number, to: number, most: number): Axis => {
  const end = to > from ? to : from + 1;
  const { ticks } = linearAxis(from, end, most, 1);
  return {
    scale: "linear",
    from,
    to: end,
    ticks: ticks.filter((tick) => tick >= from && tick <= end),
    at: (value) => (value - from) / (end - from),
  };
};

const around = (value: number): [number, number] =>
  value === 0 ? [0, 1] : value > 0 ? [0, value * 1.25] : [value * 1.25, 0];

const linearAxis = (least: number, largest: number, most: number, smallestStep = 0): Axis => {
  const step = Math.max(niceStep((largest - least) / most), smallestStep);
  const [first, last] = [Math.floor(least / step + 1e-9), Math.ceil(largest / step - 1e-9)];
  const [from, to] = [first * step, last * step];
  return {
    scale: "linear",
    from,
    to,
    ticks: Array.from({ length: last - first + 1 }, (_, i) => rounded((first + i) * step)),
    at: (value) => (value - from) / (to - from),
  };
};

/** The smallest of 1, 2, 5 times a power of ten that is at least `raw`. */
const niceStep = (raw: number): number => {
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * ([1, 2, 5].find((factor) => factor * power >= raw * (1 - 1e-9)) ?? 10);
};

/** Without the dust of binary fractions: 0.30000000000000004 is 0.3. */
const rounded = (value: number): number => Number(value.toPrecision(12));

const logAxis = (least: number, largest: number, most: number): Axis => {
  const [first, last] = [Math.floor(Math.log10(least) + 1e-9), Math.ceil(Math.log10(largest) - 1e-9)];
  const every = Math.max(1, Math.ceil((last - first) / most));
  const decades = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const ends = decades.flatMap((exponent) => [1, 2, 5].map((factor) => rounded(factor * 10 ** exponent)));
  // Narrowed to the marks around the values: 0.02 to 1.3 needs no room down to 0.01.
  const from = ends.filter((end) => end <= least * (1 + 1e-9)).at(-1) ?? 10 ** first;
  const to = ends.find((end) => end >= largest * (1 - 1e-9)) ?? 10 ** last;
  const marks =
    last - first <= 2 ? ends : decades.filter((_, i) => i % every === 0).map((exponent) => rounded(10 ** exponent));
  return {
    scale: "log",
    from,
    to,
    ticks: marks.filter((mark) => mark >= from && mark <= to),
    at: (value) => Math.log(value / from) / Math.log(to / from),
  };
};
