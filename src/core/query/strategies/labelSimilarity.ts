import { matrix, type Matrix } from '../../math/matrix.ts';
import { topK } from '../../math/topK.ts';
import type { Pick, QueryState, QueryStrategy } from '../queryState.ts';
import { inTurns } from '../wrappers/seeds.ts';
import { candidateVectors } from '../candidateVectors.ts';

/**
 * A start by the labels' own words: every other record is one whose vector is liker to its label's than to the
 * labels' on average, the labels taking turns, and the rest are chosen by another start strategy.
 * @param labelVectors the labels beside records of so many dimensions: labels × dimensions, row-major
 * @param labels their number
 */
export function byLikeness(
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
      return inTurns(queues, await inner.select(state, total), total);
    },
  };
}

/** Each label's vector less the labels' mean, as columns: d × labels. */
function contrastsOf({ rows, cols, data }: Matrix): Matrix {
  const out = matrix(cols, rows);
  for (let k = 0; k < cols; k++) {
    let sum = 0;
    for (let j = 0; j < rows; j++) sum += data[j * cols + k]!;
    for (let j = 0; j < rows; j++) out.data[k * rows + j] = data[j * cols + k]! - sum / rows;
  }
  return out;
}

/** For each label the candidates that are likest to it. */
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
