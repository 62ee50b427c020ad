import type { Draws } from "./draws.ts";

/**
 * Draws from Beta(alpha, alpha) on (0, 1), `alpha` above 0. Logarithm and exponential are our own, of arithmetic that IEEE 754 fixes to
 * the bit, so that the same draws give the same number on every machine and in every version of Node.
 */
export const drawBeta = (alpha: number, draw: Draws): number => {
  if (alpha === 1) return drawUnit(draw);
  return alpha < 1 ? drawFlat(alpha, draw) : drawPeaked(alpha, draw);
};

/** In (0, 1), of 48 bits, never an end. */
const drawUnit = (draw: Draws): number => {
  const high = draw(2 ** 24);
  return (high * 2 ** 24 + draw(2 ** 24) + 0.5) / 2 ** 48;
};

/** Jöhnk 1964: x = u^(1/alpha), y = v^(1/alpha); where x + y is at most 1, x / (x + y). In logarithms, since x and y may vanish. */
const drawFlat = (alpha: number, draw: Draws): number => {
  for (;;) {
    const [x, y] = [logarithm(drawUnit(draw)) / alpha, logarithm(drawUnit(draw)) / alpha];
    if (exponential(x) + exponential(y) <= 1) return 1 / (1 + exponential(y - x));
  }
};

/** Cheng 1978, algorithm BB, for alpha above 1; his λ is 1 / √alpha where both parameters are equal. */
const drawPeaked = (alpha: number, draw: Draws): number => {
  const lambda = 1 / Math.sqrt(alpha);
  for (;;) {
    const [u, v] = [drawUnit(draw), drawUnit(draw)];
    const odds = lambda * logarithm(u / (1 - u));
    const w = alpha * exponential(odds);
    const r = (alpha + 1 / lambda) * odds - logarithm(4);
    if (r + 2 * alpha * logarithm((2 * alpha) / (alpha + w)) >= logarithm(u * u * v)) return w / (alpha + w);
  }
};

const LN2 = 0.6931471805599453;

/** ln of a number above 0: powers of two taken off, then 2 · artanh((x − 1) / (x + 1)) as a series. */
export const logarithm = (x: number): number => {
  let [rest, power] = [x, 0];
  for (; rest < Math.SQRT1_2; power--) rest *= 2;
  for (; rest > Math.SQRT2; power++) rest /= 2;
  const s = (rest - 1) / (rest + 1); // at most 0.1716 either way
  let [sum, term] = [0, s];
  for (let k = 1; k <= 27; k += 2, term *= s * s) sum += term / k;
  return power * LN2 + 2 * sum;
};

/** e^x: powers of two taken off, then the series. 0 and infinity where a double has no room. */
export const exponential = (x: number): number => {
  if (x < -745) return 0;
  if (x > 709) return Infinity;
  const power = Math.round(x / LN2);
  const rest = x - power * LN2;
  let [sum, term] = [1, 1];
  for (let k = 1; k <= 18; k++) {
    term *= rest / k;
    sum += term;
  }
  for (let k = 0; k < Math.abs(power); k++) sum = power > 0 ? sum * 2 : sum / 2;
  return sum;
};
