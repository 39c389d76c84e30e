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

/** Class weights of the records outside a fold, and 0 for those in it. */
export function trainingWeights(
  y: Int32Array,
  classes: number,
  folds: Int32Array,
  fold: number,
  kind: ClassWeight | undefined,
): Float64Array {
  const weights = new Float64Array(y.length);
  const trained: number[] = [];
  for (let i = 0; i < y.length; i++) if (folds[i] !== fold) trained.push(i);
  const balanced = classWeights(
    Int32Array.from(trained, (i) => y[i]!),
    classes,
    kind,
  );
  trained.forEach((i, k) => (weights[i] = balanced[k]!));
  return weights;
}
