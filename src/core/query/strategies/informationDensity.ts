import { throwIfAborted } from '../../errors.ts';
import type { QueryState } from '../queryState.ts';
import type { Scorer } from '../scorer.ts';

const blockRows = 65_536;

/**
 * Information density (Settles & Craven 2008): an uncertainty times the mean cosine similarity to
 * the pool, which avoids outliers. On unit vectors the mean similarity is the inner product with
 * the candidates' mean: linear in the pool instead of all pairs. Negative similarities count as 0.
 */
export function informationDensity(inner: Scorer): Scorer {
  return {
    name: 'information-density',
    async score(state) {
      const { scores } = await inner.score(state);
      const density = await meanSimilarity(state);
      const weighted = scores.map((score, i) => score * Math.max(0, density[i]!));
      return {
        scores: weighted,
        reason: (i) => ({ kind: 'information-density', value: weighted[i]! }),
      };
    },
  };
}

async function meanSimilarity(state: QueryState): Promise<Float32Array> {
  const { candidates, embeddings, ops } = state;
  const mean = new Float32Array(embeddings.dimensions);
  const sum = new Float64Array(embeddings.dimensions);
  for (const [from, to] of blocks(state)) {
    const { data } = await embeddings.take(candidates.subarray(from, to));
    for (let at = 0; at < data.length;) for (let k = 0; k < sum.length; k++) sum[k]! += data[at++]!;
  }
  for (let k = 0; k < sum.length; k++) mean[k] = sum[k]! / candidates.length;
  const column = { rows: mean.length, cols: 1, data: mean };
  const density = new Float32Array(candidates.length);
  for (const [from, to] of blocks(state)) {
    const x = await embeddings.take(candidates.subarray(from, to));
    density.set((await ops.gemm(x, column)).data, from);
  }
  return density;
}

function* blocks({ candidates, signal }: QueryState): Generator<[number, number]> {
  for (let from = 0; from < candidates.length; from += blockRows) {
    throwIfAborted(signal);
    yield [from, Math.min(candidates.length, from + blockRows)];
  }
}
