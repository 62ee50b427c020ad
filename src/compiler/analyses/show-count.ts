/** `2,243,546` */
export const grouped = (n: bigint | number): string => n.toString().replace(/\B(?=(?:\d{3})+$)/g, ",");

const UNITS: readonly (readonly [bigint, string])[] = [
  [10n ** 12n, "T"],
  [10n ** 9n, "G"],
  [10n ** 6n, "M"],
  [10n ** 3n, "K"],
];

/** `327.6 M`: one decimal, rounded half up from the exact number; below a thousand as it is. Millions up to ten thousand of them. */
export const shortened = (n: bigint): string => {
  const [size, unit] = UNITS.find(([least, name]) => n >= (name === "G" ? least * 10n : least)) ?? [1n, ""];
  if (!unit) return n.toString();
  const tenths = (n * 10n + size / 2n) / size;
  return `${grouped(tenths / 10n)}.${tenths % 10n} ${unit}`;
};

/** `+0.22 %`, with a true minus sign. */
export const signedPercent = (fraction: number): string => {
  const percent = Math.abs(fraction * 100).toFixed(2);
  return `${fraction < 0 ? "−" : "+"}${percent} %`;
};
