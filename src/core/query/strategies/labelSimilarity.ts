import { matrix, type Matrix } from '../../math/matrix.ts';
import { topK } from '../../math/topK.ts';
import type { Pick, QueryState, QueryStrategy } from '../queryState.ts';
import { interleave } from '../wrappers/seeds.ts';
import { candidateVectors } from '../candidateVectors.ts';

/**
 * A start strategy based on the label texts: every other pick is the record with the largest difference
 * between its similarity to one label and to the labels on average, with the labels in rotation; the other
 * picks come from `inner`.
 * @param labelVectors embeddings of the labels for records with `dimensions`: labels × dimensions, row-major
 * @param labels number of labels
 */
export function byLabelSimilarity(
  inner: QueryStrategy,
  labelVectors: (dimensions: number) => Float32Array,
  labels: number,
): QueryStrategy {
  return {
    name: inner.name,
    async select(state, n) {
      const total = Math.min(Math.max(0, n), state.candidates.length);
      if (total === 0) return [];
      const { dimensions } = state.embeddings;
      const vectors = { rows: labels, cols: dimensions, data: labelVectors(dimensions) };
      const contrasts = contrastsOf(vectors);
      const queues = await likestOf(state, contrasts, Math.ceil(total / 2));
      return interleave(queues, await inner.select(state, total), total);
    },
  };
}

/** Each label's vector minus the labels' mean, as columns: d × labels. */
function contrastsOf({ rows, cols, data }: Matrix): Matrix {
  const out = matrix(cols, rows);
  for (let k = 0; k < cols; k++) {
    let sum = 0;
    for (let j = 0; j < rows; j++) sum += data[j * cols + k]!;
    for (let j = 0; j < rows; j++) out.data[k * rows + j] = data[j * cols + k]! - sum / rows;
  }
  return out;
}

/** The candidates most similar to each label. */
async function likestOf(state: QueryState, contrasts: Matrix, count: number): Promise<Pick[][]> {
  const { rows, x } = await candidateVectors(state, count);
  const { data, cols } = await state.ops.gemm(x, contrasts);
  return Array.from({ length: cols }, (_, label) => {
    const likeness = Float32Array.from(rows, (_, i) => data[i * cols + label]!);
    const order = topK(likeness, count, (i) => state.idHash(rows[i]!));
    return Array.from(order, (i): Pick => {
      const value = likeness[i]!;
      return { row: rows[i]!, score: value, reason: { kind: 'likeness', value, label } };
    });
  });
}
