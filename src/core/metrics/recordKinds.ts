import { checkSameLength } from './estimate.ts';

/**
 * The units of a bootstrap, grouped by kind: records that are equal to a statistic, or groups of
 * near-duplicates with equal contents. The parts of a kind are its records by code and weight.
 */
export interface RecordKinds {
  /** Units of each kind. */
  readonly counts: Int32Array;
  readonly parts: readonly (readonly KindPart[])[];
  /** Units in total: the draws of a resample. */
  readonly draws: number;
}

export interface KindPart {
  /** Equality class of records (chosen by the caller, such as a cell of the confusion matrix). */
  readonly code: number;
  /** Total weight of its records. */
  readonly weight: number;
}

/**
 * Groups n records by code and weight.
 * @param codeOf the code of record i
 * @param groups near-duplicate group of each record; default one group per record
 */
export function recordKinds(
  n: number,
  codeOf: (i: number) => number,
  weights?: ArrayLike<number>,
  groups?: ArrayLike<number>,
): RecordKinds {
  if (groups) checkSameLength('groups', n, groups.length);
  const clusters = new Map<number, Map<number, number>>();
  for (let i = 0; i < n; i++) {
    const key = groups ? groups[i]! : i;
    const cluster = clusters.get(key) ?? new Map<number, number>();
    const code = codeOf(i);
    cluster.set(code, (cluster.get(code) ?? 0) + (weights ? weights[i]! : 1));
    clusters.set(key, cluster);
  }
  const kinds = new Map<string, { key: string; parts: KindPart[]; count: number }>();
  for (const cluster of clusters.values()) {
    const parts = Array.from(cluster, ([code, weight]) => ({ code, weight })).sort(
      (a, b) => a.code - b.code,
    );
    const key = parts.map(({ code, weight }) => `${code} ${weight}`).join(' ');
    const known = kinds.get(key);
    if (known) known.count++;
    else kinds.set(key, { key, parts, count: 1 });
  }
  // Large kinds first: the conditional binomials then run out of draws soonest.
  const sorted = [...kinds.values()].sort(
    (a, b) =>
      b.count - a.count ||
      a.parts[0]!.code - b.parts[0]!.code ||
      a.parts[0]!.weight - b.parts[0]!.weight ||
      (a.key < b.key ? -1 : 1),
  );
  return {
    counts: Int32Array.from(sorted, ({ count }) => count),
    parts: sorted.map(({ parts }) => parts),
    draws: clusters.size,
  };
}
