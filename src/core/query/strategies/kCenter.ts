import { throwIfAborted } from '../../errors.ts';
import { eachSquaredDistance, squaredNorms } from '../../math/distances.ts';
import { topK } from '../../math/topK.ts';
import type { Pick, QueryStrategy } from '../queryState.ts';
import { candidateVectors, columnOf, fillBatch } from '../candidateVectors.ts';

/**
 * Core-set by greedy k-center (Sener & Savarese 2018): repeatedly picks the candidate farthest from
 * everything labelled or picked. Needs no head. Score: that distance.
 */
export const kCenter: QueryStrategy = {
  name: 'k-center',
  async select(state, n) {
    if (n <= 0 || state.candidates.length === 0) return [];
    const { ops, idHash, signal, labelledRows, embeddings } = state;
    const { rows, x } = await candidateVectors(state, n);
    const norms = squaredNorms(x);
    // Without labelled records all distances are maximal, and the hash decides the first pick.
    const nearest = new Float32Array(x.rows).fill(4 * norms.reduce((a, b) => Math.max(a, b), 0));
    if (labelledRows.length > 0) {
      const labelled = await embeddings.take(labelledRows);
      await eachSquaredDistance(x, labelled, ops, (i, distances, from) => {
        let best = Infinity;
        for (let j = from; j < from + labelled.rows; j++)
          if (distances[j]! < best) best = distances[j]!;
        nearest[i] = best;
      });
    }
    const picks: Pick[] = [];
    while (picks.length < Math.min(n, x.rows)) {
      throwIfAborted(signal);
      const next = topK(nearest, 1, (i) => idHash(rows[i]!))[0]!;
      const value = Math.sqrt(nearest[next]!);
      picks.push({ row: rows[next]!, score: value, reason: { kind: 'k-center', value } });
      const { data } = await ops.gemm(x, columnOf(x, next));
      for (let i = 0; i < x.rows; i++) {
        const squared = Math.max(0, norms[i]! + norms[next]! - 2 * data[i]!);
        if (squared < nearest[i]!) nearest[i] = squared;
      }
      // Below every distance: never chosen twice, even among duplicates.
      nearest[next] = -1;
    }
    return fillBatch(picks, state, n, 'k-center');
  },
};
