/**
 * The language's one kind of number: an exact quotient of whole numbers, or a float where a root or an exponential made it
 * inexact. Exact numbers are kept reduced, with a positive denominator.
 */
export type Num = Exact | Inexact;

export interface Exact {
  readonly exact: true;
  readonly over: bigint;
  readonly under: bigint;
}

export interface Inexact {
  readonly exact: false;
  readonly value: number;
}

/** Above this many bits an exact number becomes a float, so that `10^10^10` can't eat memory. */
const MOST_BITS = 4096;

const gcd = (a: bigint, b: bigint): bigint => {
  while (b) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
};

const LONGEST = 1n << BigInt(MOST_BITS);
/** Almost all numbers are short, and that is cheap to see. */
const SHORT = 1n << 64n;
const tooLong = (n: bigint): boolean => !(n < SHORT && n > -SHORT) && (n >= LONGEST || n <= -LONGEST);

export const inexact = (value: number): Num => ({ exact: false, value });

/** `over / under`, reduced. `under` must not be 0. */
export const exact = (over: bigint, under = 1n): Num => {
  if (under < 0n) [over, under] = [-over, -under];
  const divisor = gcd(over, under);
  if (divisor > 1n) [over, under] = [over / divisor, under / divisor];
  const number: Exact = { exact: true, over, under };
  return tooLong(over) || tooLong(under) ? inexact(toFloat(number)) : number;
};

export const whole = (n: number | bigint): Num => exact(BigInt(n));

const largestSafe = BigInt(Number.MAX_SAFE_INTEGER);
const bitsOf = (n: bigint): number => n.toString(16).length * 4;

/** The nearest double. */
export const toFloat = (n: Num): number => {
  if (!n.exact) return n.value;
  if (n.under === 1n) return Number(n.over);
  const size = n.over < 0n ? -n.over : n.over;
  // Both are doubles themselves: one division, rounded once.
  if (size <= largestSafe && n.under <= largestSafe) return Number(n.over) / Number(n.under);
  // Else as many bits of the quotient as are sure to round rightly, the last one set where something is left over.
  const shift = 70 + bitsOf(n.under) - bitsOf(size);
  const [over, under] = shift >= 0 ? [size << BigInt(shift), n.under] : [size, n.under << BigInt(-shift)];
  const quotient = (over / under) | (over % under ? 1n : 0n);
  const float = scaled(Number(quotient), -shift);
  return n.over < 0n ? -float : float;
};

/** `value * 2^exponent`, in steps that neither overflow nor round before they must. */
const scaled = (value: number, exponent: number): number => {
  for (; exponent > 900; exponent -= 900) value *= 2 ** 900;
  for (; exponent < -900; exponent += 900) value *= 2 ** -900;
  return value * 2 ** exponent;
};

export const isWhole = (n: Num): boolean => (n.exact ? n.under === 1n : Number.isInteger(n.value));

/** The whole number as a bigint, or undefined. */
export const toWhole = (n: Num): bigint | undefined =>
  n.exact ? (n.under === 1n ? n.over : undefined) : Number.isInteger(n.value) ? BigInt(n.value) : undefined;

export const add = (a: Num, b: Num): Num =>
  a.exact && b.exact ? exact(a.over * b.under + b.over * a.under, a.under * b.under) : inexact(toFloat(a) + toFloat(b));
export const negate = (a: Num): Num => (a.exact ? { ...a, over: -a.over } : inexact(-a.value));
export const subtract = (a: Num, b: Num): Num => add(a, negate(b));
export const multiply = (a: Num, b: Num): Num =>
  a.exact && b.exact ? exact(a.over * b.over, a.under * b.under) : inexact(toFloat(a) * toFloat(b));
/** Undefined where `b` is 0. */
export const divide = (a: Num, b: Num): Num | undefined => {
  if (b.exact ? b.over === 0n : b.value === 0) return undefined;
  return a.exact && b.exact ? exact(a.over * b.under, a.under * b.over) : inexact(toFloat(a) / toFloat(b));
};
export const floor = (a: Num): Num => {
  if (!a.exact) return Number.isFinite(a.value) ? whole(Math.floor(a.value)) : a;
  const quotient = a.over / a.under;
  return whole(a.over < 0n && quotient * a.under !== a.over ? quotient - 1n : quotient);
};
export const ceil = (a: Num): Num => negate(floor(negate(a)));
/** With the sign of `b`, as floor division has it. Undefined where `b` is 0. */
export const remainder = (a: Num, b: Num): Num | undefined => {
  const quotient = divide(a, b);
  return quotient && subtract(a, multiply(b, floor(quotient)));
};
export const power = (a: Num, b: Num): Num => {
  const exponent = toWhole(b);
  if (a.exact && exponent !== undefined && exponent >= -MOST_BITS && exponent <= MOST_BITS) {
    const size = exponent < 0n ? -exponent : exponent;
    // The power has at least so many, and at most twice as many.
    const bits = BigInt(Math.max(a.over.toString(2).length, a.under.toString(2).length) - 1) * size;
    if (bits <= MOST_BITS && !(a.over === 0n && exponent < 0n))
      return exponent < 0n ? exact(a.under ** size, a.over ** size) : exact(a.over ** size, a.under ** size);
  }
  return inexact(toFloat(a) ** toFloat(b));
};
/** What a result has lost: its size, where finite operands came to an infinite one; its value, where there is none. */
export const lostIn = (result: Num, operands: readonly Num[]): "size" | "value" | undefined => {
  if (result.exact || Number.isFinite(result.value)) return undefined;
  if (Number.isNaN(result.value)) return "value";
  return operands.every((each) => each.exact || Number.isFinite(each.value)) ? "size" : undefined;
};
export const compare = (a: Num, b: Num): number => {
  if (a.exact && b.exact) {
    const [left, right] = [a.over * b.under, b.over * a.under];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  const [left, right] = [toFloat(a), toFloat(b)];
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : NaN;
};

/** As a person writes it: `12`, `7/2`, `0.1`. */
export const showNum = (a: Num): string => {
  if (!a.exact) return String(a.value).replace("Infinity", "inf");
  if (a.under === 1n) return a.over.toString();
  let rest = a.under;
  while (rest % 2n === 0n) rest /= 2n;
  while (rest % 5n === 0n) rest /= 5n;
  return rest === 1n && a.under <= 10n ** 15n ? String(toFloat(a)) : `${a.over}/${a.under}`;
};

/** Reads `2_243_546`, `1e-3`, `.5`, `2238.6K`, `0.5%` exactly; the text must be a number of the grammar. */
export const parseNum = (text: string): Num => {
  const match = /^([0-9_]*)(?:\.([0-9_]+))?(?:[eE]([+-]?[0-9_]+))?([KMG%]?)$/.exec(text);
  if (!match) return inexact(NaN);
  const [, before = "", after = "", power10 = "0", suffix = ""] = match.map((part) => part?.replaceAll("_", ""));
  const exponent =
    Number(power10) + { "": 0, K: 3, M: 6, G: 9, "%": -2 }[suffix as "" | "K" | "M" | "G" | "%"] - after.length;
  const digits = BigInt(before + after || "0");
  if (Math.abs(exponent) > 1000) return inexact(Number(`${digits}e${exponent}`));
  return exponent >= 0 ? exact(digits * 10n ** BigInt(exponent)) : exact(digits, 10n ** BigInt(-exponent));
};
