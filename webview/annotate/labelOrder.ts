import type { AnnotateState, LabelView } from '../../src/protocol/annotate.ts';

/** A label and its place in the project, which is what answers are given by. */
export interface PlacedLabel {
  readonly label: LabelView;
  readonly index: number;
}

export interface LabelGroup {
  /** Undefined for labels without a group. */
  readonly name: string | undefined;
  readonly labels: readonly PlacedLabel[];
}

/** Labels by group, in the order in which the project names them; those without a group come last. */
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

/** Labels that a few typed letters mean, the best match first, and of equal ones those used last. */
export function matchingLabels(
  { labels, recent }: Pick<AnnotateState, 'labels' | 'recent'>,
  typed: string,
): PlacedLabel[] {
  const wanted = plainLetters(typed);
  const usedLast = [...new Set(recent.map(({ label }) => label))];
  const age = (name: string): number => {
    const at = usedLast.indexOf(name);
    return at < 0 ? usedLast.length : at;
  };
  return labels
    .map((label, index) => ({ label, index, rank: rankOf(plainLetters(label.name), wanted) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank || age(a.label.name) - age(b.label.name) || a.index - b.index)
    .map(({ label, index }) => ({ label, index }));
}

/** 0 the name begins so, 1 a word of it does, 2 it is in it somewhere, 3 its letters are in this order; −1 no match. */
function rankOf(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0;
  const at = name.indexOf(wanted);
  if (at >= 0) return wordStarts(name, wanted) ? 1 : 2;
  let from = 0;
  for (const letter of wanted) {
    const found = name.indexOf(letter, from);
    if (found < 0) return -1;
    from = found + 1;
  }
  return 3;
}

function wordStarts(name: string, wanted: string): boolean {
  return name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted));
}

/** Without case and accents, so that "resume" finds "Résumé". */
function plainLetters(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
