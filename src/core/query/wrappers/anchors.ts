import { kMeans } from '../../math/kMeans.ts';
import { eachSquaredDistance } from '../../math/distances.ts';
import type { Matrix } from '../../math/matrix.ts';
import { topK } from '../../math/topK.ts';
import type { Rng } from '../../rng.ts';
import { rowsOfLabel, withCandidates, type QueryState, type QueryStrategy } from '../queryState.ts';
import { candidateVectors, type CandidateVectors } from '../candidateVectors.ts';

const anchorsPerLabel = 10;
const nearestPerAnchor = 50;
const subpoolSize = 500;

/**
 * AnchorAL (Lesci & Vlachos, arXiv 2404.05623), for rare labels: takes up to 10 labelled anchors per label and the
 * 50 candidates nearest to each, and passes the 500 of them that are nearest on average to the inner
 * strategy. Every label has the same number of anchors, so rare labels are covered as well as common ones.
 */
export function anchors(inner: QueryStrategy): QueryStrategy {
  return {
    name: inner.name,
    async select(state, n) {
      if (n <= 0 || state.labelledRows.length === 0) return inner.select(state, n);
      if (state.candidates.length <= Math.max(subpoolSize, n)) return inner.select(state, n);
      const vectors = await candidateVectors(state, n);
      const subpool = await nearAnchors(state, vectors, Math.max(subpoolSize, n));
      const enough = subpool.length >= n ? subpool : withOthers(subpool, state.candidates, n);
      const picks = await inner.select(withCandidates(state, enough), n);
      return picks.map(({ row, score, reason }) => ({ row, score, reason }));
    },
  };
}

async function nearAnchors(
  state: QueryState,
  vectors: CandidateVectors,
  size: number,
): Promise<Int32Array> {
  const { rows, x } = vectors;
  const { ops, idHash } = state;
  const chosen = await chooseAnchors(state, state.rng.fork('anchors'));
  const sums = new Float64Array(rows.length);
  const counts = new Int32Array(rows.length);
  await eachSquaredDistance(chosen, x, ops, (_, distances, from) => {
    const closeness = new Float32Array(rows.length);
    for (let i = 0; i < rows.length; i++) closeness[i] = -distances[from + i]!;
    for (const i of topK(closeness, nearestPerAnchor, (j) => idHash(rows[j]!))) {
      sums[i]! -= closeness[i]!;
      counts[i]!++;
    }
  });
  const found = Array.from(rows.keys()).filter((i) => counts[i]! > 0);
  const closeness = Float32Array.from(found, (i) => -sums[i]! / counts[i]!);
  const order = topK(closeness, size, (j) => idHash(rows[found[j]!]!));
  return Int32Array.from(order, (j) => rows[found[j]!]!).sort();
}

/** Up to 10 labelled records per label, spread by k-means: those nearest to the centres. */
async function chooseAnchors(state: QueryState, rng: Rng): Promise<Matrix> {
  const { labelCount, embeddings, ops, signal } = state;
  const anchorRows: number[] = [];
  for (let label = 0; label < labelCount; label++) {
    const own = rowsOfLabel(state, label);
    if (own.length <= anchorsPerLabel) {
      anchorRows.push(...own);
      continue;
    }
    const x = await embeddings.take(own);
    const { assignment, squaredDistances, centres } = await kMeans(x, anchorsPerLabel, {
      ops,
      rng,
      signal,
    });
    const nearest = new Int32Array(centres.rows).fill(-1);
    assignment.forEach((cluster, i) => {
      const best = nearest[cluster]!;
      if (best < 0 || squaredDistances[i]! < squaredDistances[best]!) nearest[cluster] = i;
    });
    for (const i of nearest) if (i >= 0) anchorRows.push(own[i]!);
  }
  return embeddings.take(Int32Array.from(anchorRows));
}

function withOthers(some: Int32Array, all: Int32Array, n: number): Int32Array {
  const known = new Set(some);
  const others = all.filter((row) => !known.has(row)).subarray(0, n - some.length);
  return Int32Array.of(...some, ...others);
}
