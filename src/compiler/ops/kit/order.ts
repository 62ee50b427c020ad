/** Positions of the numbers from the largest to the smallest; equals in the order in which they stand. */
export const bestFirst = (values: Float64Array): readonly number[] =>
  Array.from(values.keys()).sort((a, b) => {
    const [left, right] = [values[a]!, values[b]!];
    // Compared, not subtracted: -inf - -inf is NaN.
    return left > right ? -1 : left < right ? 1 : a - b;
  });
