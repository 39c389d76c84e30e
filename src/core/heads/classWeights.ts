/** `balanced` gives every class the same total weight, n / c, as scikit-learn does. */
export type ClassWeight = 'balanced' | 'none';

/**
 * One weight per record.
 * @param y n classes in [0, classes), each present
 */
export function classWeights(
  y: ArrayLike<number>,
  classes: number,
  kind: ClassWeight = 'none',
): Float64Array {
  const weights = new Float64Array(y.length).fill(1);
  if (kind === 'none') return weights;
  const counts = new Float64Array(classes);
  for (let i = 0; i < y.length; i++) counts[y[i]!]!++;
  for (let i = 0; i < y.length; i++) weights[i] = y.length / (classes * counts[y[i]!]!);
  return weights;
}
