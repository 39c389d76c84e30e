import { kMeans } from '../../math/kMeans.ts';
import { topK } from '../../math/topK.ts';
import type { Pick, QueryStrategy } from '../queryState.ts';
import { candidateVectors, fillBatch } from '../candidateVectors.ts';

/**
 * k-means on the embeddings with k = the batch size: the candidate nearest each centre, largest
 * cluster first. Needs no head. Score: 1 / (1 + distance to the centre).
 */
export const kMeansStrategy: QueryStrategy = {
  name: 'k-means',
  async select(state, n) {
    if (n <= 0 || state.candidates.length === 0) return [];
    const { rows, x } = await candidateVectors(state, n);
    const { ops, signal, idHash } = state;
    const rng = state.rng.fork('k-means');
    const { assignment, squaredDistances, centres } = await kMeans(x, Math.min(n, x.rows), {
      ops,
      rng,
      signal,
    });
    const members = Array.from({ length: centres.rows }, (): number[] => []);
    assignment.forEach((cluster, i) => members[cluster]!.push(i));
    const clusters = members
      .filter((own) => own.length > 0)
      .sort((a, b) => b.length - a.length || a[0]! - b[0]!);
    // One per cluster, unless there are fewer clusters than picks.
    const each = clusters.length >= n ? 1 : n;
    const queues = clusters.map((own) => {
      const closeness = Float32Array.from(own, (i) => 1 / (1 + Math.sqrt(squaredDistances[i]!)));
      const order = topK(closeness, each, (j) => idHash(rows[own[j]!]!));
      return Array.from(order, (j): Pick => {
        const value = closeness[j]!;
        return { row: rows[own[j]!]!, score: value, reason: { kind: 'k-means', value } };
      });
    });
    const picks: Pick[] = [];
    for (let turn = 0; picks.length < n && queues.some((queue) => turn < queue.length); turn++) {
      for (const queue of queues) if (turn < queue.length) picks.push(queue[turn]!);
    }
    return fillBatch(picks, state, n, 'k-means');
  },
};
