import { countOf } from '../labels.ts';
import { editDistance } from '../nearest.ts';
import type { Store } from '../store/store.ts';

/** A label of annotations that is not (or no longer) in the label set. */
export interface OrphanedLabel {
  readonly label: string;
  /** Number of records with it. */
  readonly count: number;
  /** The labels that it was split into, among which its records still have to be divided. */
  readonly into?: readonly string[];
}

/**
 * Annotation labels that are not in the project file: renamed or removed by hand, from elsewhere,
 * or split and not yet resolved. Their annotations are kept, but excluded from training.
 */
export function orphanedLabels(
  store: Pick<Store, 'labelChanges' | 'currentLabel'>,
  labels: readonly string[],
  byLabel: ReadonlyMap<string, number>,
): readonly OrphanedLabel[] {
  const known = new Set(labels);
  const orphans = [...byLabel].filter(([label]) => !known.has(label));
  if (orphans.length === 0) return [];
  const splits = new Map<string, readonly string[]>();
  for (const { change, seq } of store.labelChanges()) {
    if (change.type !== 'split') continue;
    const today = (name: string): string => store.currentLabel(name, seq);
    splits.set(today(change.from), [...new Set(change.into.map(today))]);
  }
  return orphans
    .map(([label, count]) => {
      const into = splits.get(label)?.filter((name) => known.has(name));
      return { label, count, ...(into && into.length > 0 ? { into } : {}) };
    })
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

/**
 * Possible new names of an orphaned label: the labels without annotations, most similar first.
 * Never an annotated label: that would be a merge.
 */
export function likelyNames(
  orphan: string,
  labels: readonly string[],
  byLabel: Readonly<Record<string, number>>,
): string[] {
  const distance = (name: string): number => editDistance(orphan.toLowerCase(), name.toLowerCase());
  return labels
    .filter((name) => countOf(byLabel, name) === 0)
    .sort((a, b) => distance(a) - distance(b));
}
