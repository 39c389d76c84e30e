import { likePairs } from './wordPairs.ts';

/** Two records of nearly the same text with different labels. */
export interface Contradiction {
  /** Places in the list of texts, `first` < `second`. */
  readonly first: number;
  readonly second: number;
  /** Jaccard's likeness of their pairs of neighbouring words, 0 … 1. */
  readonly similarity: number;
}

/** The likeness from which texts count as near-duplicates; see `core/pool/nearDuplicates`. */
const NEARLY_THE_SAME = 0.7;

/**
 * Labelled records whose likest labelled text has another label, likest first. Of texts equally like, one with
 * another label is taken: that the text also occurs with the same label excuses nothing. Texts are compared, not
 * vectors: two texts of one topic lie close together in any embedding, and contradict nobody.
 * @param labels n label indices.
 * @param minimum pairs less like are left out.
 * @throws RangeError for lengths that differ.
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
  const likest = new Int32Array(texts.length).fill(-1);
  const offer = (row: number, other: number, value: number): void => {
    const contradicts = labels[other] !== labels[row];
    const contradicted = likest[row]! >= 0 && labels[likest[row]!] !== labels[row];
    if (value > likeness[row]! || (value === likeness[row] && contradicts && !contradicted)) {
      likeness[row] = value;
      likest[row] = other;
    }
  };
  for (const { first, second, likeness: value } of likePairs(texts)) {
    if (value < minimum) continue;
    offer(first, second, value);
    offer(second, first, value);
  }
  const pairs = new Map<number, Contradiction>();
  for (let i = 0; i < texts.length; i++) {
    const j = likest[i]!;
    if (j < 0 || labels[i] === labels[j]) continue;
    const [first, second] = i < j ? [i, j] : [j, i];
    pairs.set(first * texts.length + second, { first, second, similarity: likeness[i]! });
  }
  return [...pairs.values()].sort(
    (a, b) => b.similarity - a.similarity || a.first - b.first || a.second - b.second,
  );
}
