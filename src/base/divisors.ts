/** Divisors of a whole number from 1 in order, at most `most` of them; for messages. */
export const divisorsOf = (n: number, most = 24): readonly number[] => {
  const small: number[] = [];
  for (let d = 1; d * d <= n && d <= 1e6; d++) if (n % d === 0) small.push(d);
  const large = small.filter((d) => d * d !== n).map((d) => n / d);
  return [...small, ...large.reverse()].slice(0, most);
};
