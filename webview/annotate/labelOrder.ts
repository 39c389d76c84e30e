import type { AnnotateState, LabelView } from '../../src/protocol/annotate.ts';
import { compareFits, fitOf, wordsOf } from './labelMatch.ts';
import type { Fit } from './labelMatch.ts';

/** A label and its index in the project, by which answers are given. */
export interface PlacedLabel {
  readonly label: LabelView;
  readonly index: number;
}

export interface LabelGroup {
  /** Undefined for labels without a group. */
  readonly name: string | undefined;
  readonly labels: readonly PlacedLabel[];
}

/** Labels by group, in the order of the project; labels without a group come last. */
export function groupsOf(labels: readonly LabelView[]): LabelGroup[] {
  const groups = new Map<string | undefined, PlacedLabel[]>();
  labels.forEach((label, index) => {
    const placed = groups.get(label.group);
    if (placed) placed.push({ label, index });
    else groups.set(label.group, [{ label, index }]);
  });
  const rest = groups.get(undefined);
  groups.delete(undefined);
  return [...groups, ...(rest ? [[undefined, rest] as const] : [])].map(([name, placed]) => ({
    name,
    labels: placed,
  }));
}

/** A label that matches the typed text. */
export interface MatchedLabel extends PlacedLabel {
  /** A weak match, with letters inside words only: Enter does not give it. */
  readonly weak: boolean;
}

/**
 * Labels that match the typed prefixes, best first and weak matches last; ties go to the most recently used.
 * All labels if nothing is typed.
 */
export function matchingLabels(
  { labels, recent }: Pick<AnnotateState, 'labels' | 'recent'>,
  typed: string,
): MatchedLabel[] {
  const typedWords = wordsOf(typed);
  const usedLast = [...new Set(recent.flatMap(({ label, labels }) => labels?.yes ?? label ?? []))];
  const age = (name: string): number => {
    const at = usedLast.indexOf(name);
    return at < 0 ? usedLast.length : at;
  };
  return labels
    .flatMap((label, index) => {
      const fit = typedWords.length === 0 ? nothingTyped : fitOf(label.name, typedWords);
      return fit ? [{ label, index, fit }] : [];
    })
    .sort(
      (a, b) =>
        compareFits(a.fit, b.fit) || age(a.label.name) - age(b.label.name) || a.index - b.index,
    )
    .map(({ label, index, fit }) => ({ label, index, weak: !fit.strong }));
}

const nothingTyped: Fit = { strong: true, cost: [] };
