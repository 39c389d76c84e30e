/** Records that are alike to a statistic, counted: what a bootstrap may draw instead of single records. */
export interface RecordKinds {
  /** What makes the records of a kind alike (the caller's code, such as a cell of the confusion matrix). */
  readonly code: Int32Array;
  /** The weight of each record of the kind. */
  readonly weight: Float64Array;
  /** Records of the kind. */
  readonly records: Int32Array;
}

/**
 * Groups n records by code and weight.
 * @param codeOf the code of record i.
 */
export function recordKinds(
  n: number,
  codeOf: (i: number) => number,
  weights?: ArrayLike<number>,
): RecordKinds {
  const kinds = new Map<string, { code: number; weight: number; records: number }>();
  for (let i = 0; i < n; i++) {
    const code = codeOf(i);
    const weight = weights ? weights[i] : 1;
    const key = `${code} ${weight}`;
    const known = kinds.get(key);
    if (known) known.records++;
    else kinds.set(key, { code, weight, records: 1 });
  }
  // Large kinds first: the conditional binomials then run out of draws, and of work, soonest.
  const sorted = [...kinds.values()].sort(
    (a, b) => b.records - a.records || a.code - b.code || a.weight - b.weight,
  );
  return {
    code: Int32Array.from(sorted, (kind) => kind.code),
    weight: Float64Array.from(sorted, (kind) => kind.weight),
    records: Int32Array.from(sorted, (kind) => kind.records),
  };
}
