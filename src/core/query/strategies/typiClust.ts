import { throwIfAborted } from '../../errors.ts';
import { distinctRows } from '../../math/distinct.ts';
import { eachInnerProduct, squaredNorms } from '../../math/distances.ts';
import { kMeans } from '../../math/kMeans.ts';
import { takeRows, type Matrix } from '../../math/matrix.ts';
import type { MatrixOps } from '../../math/matrixOps.ts';
import { topK } from '../../math/topK.ts';
import type { Rng } from '../../rng.ts';
import type { Pick, QueryState, QueryStrategy } from '../queryState.ts';
import { candidateVectors, fillBatch } from '../candidateVectors.ts';

const maxClusters = 500;
const smallestCluster = 5;
const neighbours = 20;
/** Distance below which two float32 unit vectors are equal. */
const closest = 1e-3;
/** Members between which distances are computed; larger clusters are sampled. */
const maxMembers = 1500;

/**
 * TypiClust (Hacohen et al., arXiv 2202.02794): picks typical records of regions without labels,
 * for the phase before the head is useful. Clusters = min(labelled + batch, 500); repeatedly the
 * cluster with the fewest labels (then the largest) gives its most typical record: the highest 1 /
 * mean distance to its min(20, size − 1) nearest in the cluster. Clusters under 5 come last.
 * Duplicates of a record count once, and a mean distance counts as at least 0.001.
 */
export const typiClust: QueryStrategy = {
  name: 'typiclust',
  async select(state, n) {
    if (n <= 0 || state.candidates.length === 0) return [];
    const rng = state.rng.fork('typiclust');
    const clusters = await clustersOf(state, n, rng);
    const picks: Pick[] = [];
    while (picks.length < n) {
      throwIfAborted(state.signal);
      const cluster = nextCluster(clusters);
      if (!cluster) break;
      cluster.typical ??= await mostTypicalFirst(cluster, state);
      const next = cluster.typical.shift();
      if (!next) {
        cluster.exhausted = true;
        continue;
      }
      cluster.labels++;
      const { row, value } = next;
      picks.push({ row, score: value, reason: { kind: 'typiclust', value } });
    }
    return fillBatch(picks, state, n, 'typiclust');
  },
};

interface Cluster {
  /** Embeddings of the members without duplicates, including the labelled ones. */
  readonly x: Matrix;
  /** Pool rows of the members. */
  readonly rows: Int32Array;
  readonly askable: Uint8Array;
  labels: number;
  exhausted: boolean;
  /** The members that may be asked, ranked on first use. */
  typical?: { row: number; value: number }[];
}

async function clustersOf(state: QueryState, n: number, rng: Rng): Promise<Cluster[]> {
  const { labelledRows, ops, signal, pause } = state;
  const vectors = await candidateVectors(state, n);
  const labelled = await state.embeddings.take(labelledRows);
  const whole = stack(labelled, vectors.x);
  const k = Math.min(labelledRows.length + n, maxClusters, whole.rows);
  const { assignment, centres } = await kMeans(whole, k, { ops, rng, signal });
  const members = Array.from({ length: centres.rows }, (): number[] => []);
  assignment.forEach((cluster, i) => members[cluster]!.push(i));
  const clusters: Cluster[] = [];
  for (const own of members) {
    await pause?.();
    const labels = own.filter((i) => i < labelled.rows).length;
    const sampled =
      own.length > maxMembers
        ? Array.from(rng.sample(own.length, maxMembers).sort(), (j) => own[j]!)
        : own;
    const x = takeRows(whole, sampled);
    const distinct = distinctRows(x);
    const kept = distinct.map((j) => sampled[j]!);
    clusters.push({
      x: distinct.length === x.rows ? x : takeRows(x, distinct),
      rows: Int32Array.from(kept, (i) =>
        i < labelled.rows ? labelledRows[i]! : vectors.rows[i - labelled.rows]!,
      ),
      askable: Uint8Array.from(kept, (i) => Number(i >= labelled.rows)),
      labels,
      exhausted: false,
    });
  }
  return clusters;
}

/**
 * The cluster with the fewest labels, then the largest, then the first; small clusters only if
 * nothing else remains.
 */
function nextCluster(clusters: Cluster[]): Cluster | undefined {
  const open = clusters.filter((cluster) => !cluster.exhausted && cluster.askable.includes(1));
  const large = open.filter((cluster) => cluster.rows.length >= smallestCluster);
  return (large.length > 0 ? large : open).reduce<Cluster | undefined>((best, cluster) => {
    if (!best || cluster.labels < best.labels) return cluster;
    return cluster.labels === best.labels && cluster.rows.length > best.rows.length
      ? cluster
      : best;
  }, undefined);
}

async function mostTypicalFirst(
  { x, rows, askable }: Cluster,
  { ops, idHash }: QueryState,
): Promise<{ row: number; value: number }[]> {
  const values = await typicality(x, ops);
  const own = Array.from(rows.keys()).filter((i) => askable[i] === 1);
  const scores = Float32Array.from(own, (i) => values[i]!);
  return Array.from(
    topK(scores, own.length, (j) => idHash(rows[own[j]!]!)),
    (j) => ({
      row: rows[own[j]!]!,
      value: scores[j]!,
    }),
  );
}

/** 1 / mean distance to the min(20, size − 1) nearest others; 0 for a single record. */
async function typicality(x: Matrix, ops: MatrixOps): Promise<Float32Array> {
  const values = new Float32Array(x.rows);
  const count = Math.min(neighbours, x.rows - 1);
  if (count === 0) return values;
  const nearest = new Float64Array(count);
  const norms = squaredNorms(x);
  await eachInnerProduct(x, x, ops, (i, inner, from) => {
    nearest.fill(Infinity);
    // Excludes the record itself.
    inner[from + i] = -Infinity;
    const own = norms[i]!;
    let farthest = Infinity;
    for (let j = 0, at = from; j < norms.length; j++, at++) {
      const rest = norms[j]! - 2 * inner[at]!;
      if (rest >= farthest) continue;
      let slot = count - 1;
      for (; slot > 0 && nearest[slot - 1]! > rest; slot--) nearest[slot] = nearest[slot - 1]!;
      nearest[slot] = rest;
      farthest = nearest[count - 1]!;
    }
    let sum = 0;
    for (let slot = 0; slot < count; slot++) sum += Math.sqrt(Math.max(0, own + nearest[slot]!));
    values[i] = 1 / Math.max(closest, sum / count);
  });
  return values;
}

function stack(top: Matrix, bottom: Matrix): Matrix {
  if (top.rows === 0) return bottom;
  const data = new Float32Array(top.data.length + bottom.data.length);
  data.set(top.data);
  data.set(bottom.data, top.data.length);
  return { rows: top.rows + bottom.rows, cols: bottom.cols, data };
}
