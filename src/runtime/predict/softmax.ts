/** Shares that sum to 1; the largest is taken off first, so that no exponential overflows. Not a number throughout where one is. */
export const softmax = (logits: Float64Array): Float64Array => {
  const most = logits.reduce((largest, value) => Math.max(largest, value), -Infinity);
  const powers = logits.map((value) => Math.exp(value - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};
