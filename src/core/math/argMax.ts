/** Index in [from, to) of the largest value, the first of ties; `from` if there are none. */
export function argMax(values: ArrayLike<number>, from = 0, to = values.length): number {
  let best = from;
  for (let i = from + 1; i < to; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
