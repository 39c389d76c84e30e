import { message } from '../../messages/messages.ts';
import { UserError, throwIfAborted } from '../../errors.ts';
import { eachSquaredDistance, squaredNorms } from '../../math/distances.ts';
import { topK } from '../../math/topK.ts';
import { probabilitiesOf, withCandidates, type Pick, type QueryStrategy } from '../queryState.ts';
import { candidateVectors, columnOf, fillBatch } from '../candidateVectors.ts';
import { leastConfidence } from '../../acquisition/uncertainty.ts';

/**
 * Ranked batch (Cardoso et al. 2017, as in modAL): α·(1 − greatest similarity to the labelled
 * records) + (1 − α)·least confidence; similarity = 1 / (1 + distance); each pick joins the
 * labelled side. α = unlabelled / (unlabelled + labelled) unless fixed: on a large pool that is
 * almost only diversity. Each pick costs one product with the pool; computed distances are reused.
 * @throws UserError unless 0 ≤ α ≤ 1
 */
export function rankedBatch(fixedAlpha?: number): QueryStrategy {
  if (fixedAlpha !== undefined && !(fixedAlpha >= 0 && fixedAlpha <= 1)) {
    throw new UserError(message('query.outOfRange', { setting: 'alpha', value: fixedAlpha }));
  }
  return {
    name: 'ranked-batch',
    async select(state, n) {
      if (n <= 0 || state.candidates.length === 0) return [];
      const { ops, signal, idHash, labelledRows, embeddings } = state;
      const { rows, x } = await candidateVectors(state, n);
      const p = await probabilitiesOf(withCandidates(state, rows), 'ranked-batch');
      const uncertainty = leastConfidence(p);
      const norms = squaredNorms(x);
      const similarity = new Float32Array(x.rows);
      if (labelledRows.length > 0) {
        const labelled = await embeddings.take(labelledRows);
        await eachSquaredDistance(x, labelled, ops, (i, distances, from) => {
          let nearest = Infinity;
          for (let j = from; j < from + labelled.rows; j++)
            nearest = Math.min(nearest, distances[j]!);
          similarity[i] = 1 / (1 + Math.sqrt(nearest));
        });
      }
      const picks: Pick[] = [];
      const taken = new Uint8Array(x.rows);
      const scores = new Float32Array(x.rows);
      while (picks.length < Math.min(n, x.rows)) {
        throwIfAborted(signal);
        const unlabelled = state.candidates.length - picks.length;
        const alpha = fixedAlpha ?? unlabelled / (unlabelled + labelledRows.length + picks.length);
        for (let i = 0; i < x.rows; i++) {
          scores[i] =
            taken[i] === 1 ? -1 : alpha * (1 - similarity[i]!) + (1 - alpha) * uncertainty[i]!;
        }
        const next = topK(scores, 1, (i) => idHash(rows[i]!))[0]!;
        const value = scores[next]!;
        picks.push({ row: rows[next]!, score: value, reason: { kind: 'ranked-batch', value } });
        taken[next] = 1;
        const { data } = await ops.gemm(x, columnOf(x, next));
        for (let i = 0; i < x.rows; i++) {
          const squared = Math.max(0, norms[i]! + norms[next]! - 2 * data[i]!);
          similarity[i] = Math.max(similarity[i]!, 1 / (1 + Math.sqrt(squared)));
        }
      }
      return fillBatch(picks, state, n, 'ranked-batch');
    },
  };
}
