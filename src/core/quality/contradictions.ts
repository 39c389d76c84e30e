import type { Matrix } from '../math/matrix.ts';

/** Two records that are nearly the same to the embedding, with different labels. */
export interface Contradiction {
  /** Rows of the embeddings, `first` < `second`. */
  readonly first: number;
  readonly second: number;
  /** Cosine of the angle between them. */
  readonly similarity: number;
}

/** Similarities closer than this are equal: float32 sums do not tell them apart. */
const TIE = 1e-6;

/**
 * Labelled records whose nearest labelled neighbour has another label, most similar first. Of neighbours equally
 * near, one with another label is taken: that the text also occurs with the same label excuses nothing.
 * Each pair of n rows is compared once (n²·d/2 products): 2,000 × 256 take about half a second.
 * @param embeddings n × d of the labelled records, rows of unit length.
 * @param labels n label indices.
 * @param minimumSimilarity pairs less similar are left out: far neighbours contradict nobody.
 * @throws RangeError for lengths that differ.
 */
export function findContradictions(
  embeddings: Matrix,
  labels: ArrayLike<number>,
  minimumSimilarity = 0.7,
): Contradiction[] {
  const { rows, cols, data } = embeddings;
  if (labels.length !== rows) {
    throw new RangeError(`findContradictions: ${rows} embeddings, ${labels.length} labels`);
  }
  const similarity = new Float64Array(rows).fill(-Infinity);
  const nearest = new Int32Array(rows).fill(-1);
  const offer = (row: number, other: number, cosine: number): void => {
    const gain = cosine - similarity[row];
    const contradicts = labels[other] !== labels[row];
    const contradicted = nearest[row] >= 0 && labels[nearest[row]] !== labels[row];
    if (gain > TIE || (gain > -TIE && contradicts && !contradicted)) {
      similarity[row] = cosine;
      nearest[row] = other;
    }
  };
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      const cosine = dot(data, i * cols, j * cols, cols);
      offer(i, j, cosine);
      offer(j, i, cosine);
    }
  }
  const pairs = new Map<number, Contradiction>();
  for (let i = 0; i < rows; i++) {
    const j = nearest[i];
    if (j < 0 || labels[i] === labels[j] || similarity[i] < minimumSimilarity) continue;
    const [first, second] = i < j ? [i, j] : [j, i];
    pairs.set(first * rows + second, { first, second, similarity: similarity[i] });
  }
  return [...pairs.values()].sort(
    (a, b) => b.similarity - a.similarity || a.first - b.first || a.second - b.second,
  );
}

function dot(data: Float32Array, a: number, b: number, length: number): number {
  let even = 0;
  let odd = 0;
  let k = 0;
  for (; k + 1 < length; k += 2) {
    even += data[a + k] * data[b + k];
    odd += data[a + k + 1] * data[b + k + 1];
  }
  return k < length ? even + odd + data[a + k] * data[b + k] : even + odd;
}
