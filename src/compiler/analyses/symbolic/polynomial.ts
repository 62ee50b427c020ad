import {
  add as addNum,
  compare,
  divide as divideNum,
  multiply as multiplyNum,
  negate,
  showNum,
  whole,
  type Num,
} from "../../../base/number.ts";

/** A sum of monomials in named sizes with exact factors; exponents may be negative, for quotients such as `N·M / (G·B)`. */
export type Polynomial = ReadonlyMap<string, Monomial>;

export interface Monomial {
  readonly factor: Num;
  readonly powers: ReadonlyMap<string, number>;
}

const keyOf = (powers: ReadonlyMap<string, number>): string =>
  [...powers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, power]) => `${name}^${power}`)
    .join(" ");

const collect = (monomials: readonly Monomial[]): Polynomial => {
  const sums = new Map<string, Monomial>();
  for (const { factor, powers } of monomials) {
    const kept = new Map([...powers].filter(([, power]) => power !== 0));
    const key = keyOf(kept);
    const known = sums.get(key);
    sums.set(key, { factor: known ? addNum(known.factor, factor) : factor, powers: kept });
  }
  return new Map([...sums].filter(([, { factor }]) => compare(factor, whole(0)) !== 0));
};

export const constant = (factor: Num): Polynomial => collect([{ factor, powers: new Map() }]);
export const symbol = (name: string): Polynomial => collect([{ factor: whole(1), powers: new Map([[name, 1]]) }]);

export const add = (a: Polynomial, b: Polynomial): Polynomial => collect([...a.values(), ...b.values()]);
export const subtract = (a: Polynomial, b: Polynomial): Polynomial =>
  collect([...a.values(), ...[...b.values()].map(({ factor, powers }) => ({ factor: negate(factor), powers }))]);

const timesPowers = (a: Monomial["powers"], b: Monomial["powers"], sign: 1 | -1): Monomial["powers"] => {
  const powers = new Map(a);
  for (const [name, power] of b) powers.set(name, (powers.get(name) ?? 0) + sign * power);
  return powers;
};

export const multiply = (a: Polynomial, b: Polynomial): Polynomial =>
  collect(
    [...a.values()].flatMap((left) =>
      [...b.values()].map((right) => ({
        factor: multiplyNum(left.factor, right.factor),
        powers: timesPowers(left.powers, right.powers, 1),
      })),
    ),
  );

/** Undefined where the divisor is 0 or a sum: such quotients are not followed. */
export const divide = (a: Polynomial, b: Polynomial): Polynomial | undefined => {
  const [divisor, ...more] = b.values();
  if (!divisor || more.length) return undefined;
  const monomials = [...a.values()].map(({ factor, powers }) => ({
    factor: divideNum(factor, divisor.factor) ?? factor,
    powers: timesPowers(powers, divisor.powers, -1),
  }));
  return collect(monomials);
};

/** The number, where no symbol is in it. */
export const numberIn = (polynomial: Polynomial): Num | undefined => {
  if (!polynomial.size) return whole(0);
  const [only, ...more] = polynomial.values();
  return only && !more.length && !only.powers.size ? only.factor : undefined;
};

export const isSame = (a: Polynomial, b: Polynomial): boolean => subtract(a, b).size === 0;

/** The value at given sizes; exact. */
export const evaluateAt = (polynomial: Polynomial, sizes: ReadonlyMap<string, Num>): Num => {
  let sum = whole(0);
  for (const { factor, powers } of polynomial.values()) {
    let term = factor;
    for (const [name, power] of powers) {
      const size = sizes.get(name) ?? whole(0);
      for (let times = 0; times < Math.abs(power); times++)
        term = power > 0 ? multiplyNum(term, size) : (divideNum(term, size) ?? term);
    }
    sum = addNum(sum, term);
  }
  return sum;
};

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raised = (name: string, power: number): string =>
  power === 1 ? name : name + [...String(power)].map((digit) => SUPERSCRIPTS[Number(digit)] ?? digit).join("");

/** `k²·M² / (G·B²)`; sums with `+`. Factors in the order of `order`, others after them. */
export const showPolynomial = (polynomial: Polynomial, order: readonly string[], tight = false): string => {
  if (!polynomial.size) return "0";
  const terms = [...polynomial.values()].map((monomial) => showMonomial(monomial, order, tight));
  return terms.join(" + ").replaceAll("+ -", "− ");
};

const showMonomial = ({ factor, powers }: Monomial, order: readonly string[], tight: boolean): string => {
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const sorted = [...powers].sort(([a], [b]) => rank(a) - rank(b));
  const above = sorted.filter(([, power]) => power > 0).map(([name, power]) => raised(name, power));
  const below = sorted.filter(([, power]) => power < 0).map(([name, power]) => raised(name, -power));
  const over = factor.exact ? factor.over : undefined;
  const under = factor.exact ? factor.under : 1n;
  const lead = over === undefined ? showNum(factor) : over.toString();
  const numerator = [...(lead === "1" && above.length ? [] : [lead]), ...above].join("·");
  const denominator = [...(under === 1n ? [] : [under.toString()]), ...below];
  if (!denominator.length) return numerator;
  const slash = tight ? "/" : " / ";
  return denominator.length === 1
    ? `${numerator}${slash}${denominator[0]}`
    : `${numerator}${slash}(${denominator.join("·")})`;
};
