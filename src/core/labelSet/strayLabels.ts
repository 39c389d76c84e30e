import { editDistance } from '../nearest.ts';
import type { Store } from '../store/store.ts';

/** A label that annotations carry and the label set does not have (any more). */
export interface OrphanedLabel {
  readonly label: string;
  /** Records that carry it. */
  readonly count: number;
  /** It was split: these records are still to be divided among the labels named here. */
  readonly into?: readonly string[];
}

/**
 * Labels of annotations that the project file does not name: renamed or taken out of it by hand, of
 * another place, or split and not divided yet. Those annotations are kept, and not trained on.
 */
export function strayLabels(
  store: Pick<Store, 'labelChanges' | 'currentLabel'>,
  labels: readonly string[],
  byLabel: ReadonlyMap<string, number>,
): readonly OrphanedLabel[] {
  const known = new Set(labels);
  const strays = [...byLabel].filter(([label]) => !known.has(label));
  if (strays.length === 0) return [];
  const splits = new Map<string, readonly string[]>();
  for (const { change, seq } of store.labelChanges()) {
    if (change.type !== 'split') continue;
    const today = (name: string): string => store.currentLabel(name, seq);
    splits.set(today(change.from), [...new Set(change.into.map(today))]);
  }
  return strays
    .map(([label, count]) => {
      const into = splits.get(label)?.filter((name) => known.has(name));
      return { label, count, ...(into && into.length > 0 ? { into } : {}) };
    })
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

/**
 * What a stray label may be called now: the labels without annotations, the most alike first. An
 * annotated label is never one of them: to go there is a merge.
 */
export function likelyNames(
  stray: string,
  labels: readonly string[],
  byLabel: Readonly<Record<string, number>>,
): string[] {
  const distance = (name: string): number => editDistance(stray.toLowerCase(), name.toLowerCase());
  return labels
    .filter((name) => (byLabel[name] ?? 0) === 0)
    .sort((a, b) => distance(a) - distance(b));
}
