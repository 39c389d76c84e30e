import { throwIfAborted } from '../../errors.ts';
import { argMax } from '../../math/argMax.ts';
import { squaredNorms } from '../../math/distances.ts';
import type { Matrix } from '../../math/matrix.ts';
import { topK } from '../../math/topK.ts';
import { probabilitiesOf, withCandidates, type Pick, type QueryStrategy } from '../queryState.ts';
import { candidateVectors, columnOf, fillBatch } from '../candidateVectors.ts';

/**
 * BADGE (Ash et al. 2020) for a linear head: k-means++ on the gradients (p − onehot(p̂)) ⊗ x under
 * the head's own predictions, so that picks are uncertain and diverse. The first pick has the
 * largest gradient; further ones are drawn in proportion to squared distance. Distances use the
 * inner products of the two factors, so no n × (c·d) matrix is needed.
 */
export const badge: QueryStrategy = {
  name: 'badge',
  async select(state, n) {
    if (n <= 0 || state.candidates.length === 0) return [];
    const { ops, signal, idHash } = state;
    const rng = state.rng.fork('badge');
    const { rows, x } = await candidateVectors(state, n);
    const g = lossGradients(await probabilitiesOf(withCandidates(state, rows), 'badge'));
    const xNorms = squaredNorms(x);
    const norms = Float32Array.from(squaredNorms(g), (norm, i) => norm * xNorms[i]!);
    const nearest = Float64Array.from(norms);
    const picks: Pick[] = [];
    let next = topK(norms, 1, (i) => idHash(rows[i]!))[0]!;
    while (next >= 0) {
      throwIfAborted(signal);
      const value = Math.sqrt(nearest[next]!);
      picks.push({ row: rows[next]!, score: value, reason: { kind: 'badge', value } });
      if (picks.length === Math.min(n, rows.length)) break;
      const alongX = (await ops.gemm(x, columnOf(x, next))).data;
      const alongG = (await ops.gemm(g, columnOf(g, next))).data;
      let total = 0;
      for (let i = 0; i < rows.length; i++) {
        const squared = norms[i]! + norms[next]! - 2 * alongX[i]! * alongG[i]!;
        // Equal gradients leave a small float32 residue, which must not be drawn.
        const distance = squared > 1e-6 * norms[next]! ? squared : 0;
        if (distance < nearest[i]!) nearest[i] = distance;
        total += nearest[i]!;
      }
      total -= nearest[next]!;
      nearest[next] = 0;
      next = total > 0 ? drawn(nearest, rng.uniform() * total) : -1;
    }
    return fillBatch(picks, state, n, 'badge');
  },
};

/** p − onehot(argmax p), row by row. */
function lossGradients(p: Matrix): Matrix {
  const data = p.data.slice();
  for (let from = 0; from < data.length; from += p.cols) {
    data[argMax(data, from, from + p.cols)]! -= 1;
  }
  return { rows: p.rows, cols: p.cols, data };
}

/** The position where the cumulative weight exceeds `wanted`; never one of weight 0. */
function drawn(weights: Float64Array, wanted: number): number {
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    wanted -= weights[i]!;
    if (wanted < 0) break;
  }
  return last;
}
