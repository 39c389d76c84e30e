import { likePairs } from './wordPairs.ts';

/** Two records with nearly the same text but different labels. */
export interface Contradiction {
  /** Indices into the list of texts, `first` < `second`. */
  readonly first: number;
  readonly second: number;
  /** Jaccard similarity of their word bigrams, 0 … 1. */
  readonly similarity: number;
}

/** Similarity from which texts count as near-duplicates; see `core/pool/nearDuplicates`. */
const NEARLY_THE_SAME = 0.7;

/**
 * Labelled records whose most similar labelled text has another label, most similar first. Among
 * equally similar texts one with another label is taken: another copy with the same label does not
 * resolve the contradiction. Compares texts, not vectors: texts about one topic are close in any
 * embedding without contradicting each other.
 * @param labels n label indices
 * @param minimum less similar pairs are excluded
 * @throws RangeError for different lengths
 */
export function findContradictions(
  texts: readonly string[],
  labels: ArrayLike<number>,
  minimum = NEARLY_THE_SAME,
): Contradiction[] {
  if (labels.length !== texts.length) {
    throw new RangeError(`findContradictions: ${texts.length} texts, ${labels.length} labels`);
  }
  const likeness = new Float64Array(texts.length);
  const mostSimilar = new Int32Array(texts.length).fill(-1);
  const offer = (row: number, other: number, value: number): void => {
    const contradicts = labels[other] !== labels[row];
    const contradicted = mostSimilar[row]! >= 0 && labels[mostSimilar[row]!] !== labels[row];
    if (value > likeness[row]! || (value === likeness[row] && contradicts && !contradicted)) {
      likeness[row] = value;
      mostSimilar[row] = other;
    }
  };
  for (const { first, second, likeness: value } of likePairs(texts)) {
    if (value < minimum) continue;
    offer(first, second, value);
    offer(second, first, value);
  }
  const pairs = new Map<number, Contradiction>();
  for (let i = 0; i < texts.length; i++) {
    const j = mostSimilar[i]!;
    if (j < 0 || labels[i] === labels[j]) continue;
    const [first, second] = i < j ? [i, j] : [j, i];
    pairs.set(first * texts.length + second, { first, second, similarity: likeness[i]! });
  }
  return [...pairs.values()].sort(
    (a, b) => b.similarity - a.similarity || a.first - b.first || a.second - b.second,
  );
}
