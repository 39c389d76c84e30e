import { throwIfAborted } from '../errors.ts';
import type { Rng } from '../rng.ts';
import { eachSquaredDistance, squaredNorms } from './distances.ts';
import { matrix, rowOf, takeRows, type Matrix } from './matrix.ts';
import type { MatrixOps } from './matrixOps.ts';

export interface KMeansOptions {
  readonly ops: MatrixOps;
  readonly rng: Rng;
  readonly maxIterations?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Clustering {
  /** At most k centres: fewer if there are fewer distinct rows. */
  readonly centres: Matrix;
  /** n cluster numbers. */
  readonly assignment: Int32Array;
  /** n squared distances to the nearest centre. */
  readonly squaredDistances: Float32Array;
}

/**
 * Seeded k-means: k-means++ (Arthur & Vassilvitskii 2007), then Lloyd's iterations. Finds the
 * centres on a sample of at most max(5,000, 20·k) rows, then assigns every row.
 * @param x n × d
 */
export async function kMeans(x: Matrix, k: number, options: KMeansOptions): Promise<Clustering> {
  const { ops, rng, maxIterations = 25, signal } = options;
  if (x.rows === 0 || k <= 0) {
    return {
      centres: matrix(0, x.cols),
      assignment: new Int32Array(x.rows),
      squaredDistances: new Float32Array(x.rows),
    };
  }
  const sample = sampleRows(x, Math.max(5000, 20 * k), rng);
  const centres = await seedCentres(sampleRows(sample, Math.max(1000, 8 * k), rng), k, ops, rng);
  let last: Clustering | undefined;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    throwIfAborted(signal);
    const next = await assign(sample, centres, ops);
    if (last && next.assignment.every((cluster, i) => cluster === last!.assignment[i])) break;
    moveCentres(sample, next);
    last = next;
  }
  throwIfAborted(signal);
  return assign(x, centres, ops);
}

function sampleRows(x: Matrix, limit: number, rng: Rng): Matrix {
  return x.rows > limit ? takeRows(x, rng.sample(x.rows, limit).sort()) : x;
}

/**
 * k-means++: draws each further centre in proportion to its squared distance from the nearest
 * centre.
 */
async function seedCentres(x: Matrix, k: number, ops: MatrixOps, rng: Rng): Promise<Matrix> {
  const chosen = [rng.integer(x.rows)];
  const nearest = new Float64Array(x.rows).fill(Infinity);
  const norms = squaredNorms(x);
  while (chosen.length < k) {
    const newest = chosen.at(-1)!;
    const column = matrix(x.cols, 1, rowOf(x, newest).slice());
    const { data } = await ops.gemm(x, column);
    let total = 0;
    for (let i = 0; i < x.rows; i++) {
      const squared = norms[i]! + norms[newest]! - 2 * data[i]!;
      // Within the rounding of float32 products: the same row.
      const distance = squared > 1e-6 * norms[i]! ? squared : 0;
      if (distance < nearest[i]!) nearest[i] = distance;
      total += nearest[i]!;
    }
    if (!(total > 0)) break;
    let remaining = rng.uniform() * total;
    let next = -1;
    for (let i = 0; i < x.rows && remaining >= 0; i++) {
      if (nearest[i] === 0) continue;
      next = i;
      remaining -= nearest[i]!;
    }
    chosen.push(next);
  }
  return takeRows(x, chosen);
}

/** Assigns each row to its nearest centre, the first on a tie. */
async function assign(x: Matrix, centres: Matrix, ops: MatrixOps): Promise<Clustering> {
  const assignment = new Int32Array(x.rows);
  const squaredDistances = new Float32Array(x.rows);
  await eachSquaredDistance(x, centres, ops, (i, distances, from) => {
    let best = 0;
    for (let j = 1; j < centres.rows; j++)
      if (distances[from + j]! < distances[from + best]!) best = j;
    assignment[i] = best;
    squaredDistances[i] = distances[from + best]!;
  });
  return { centres, assignment, squaredDistances };
}

/**
 * Moves every centre to the mean of its rows; an empty cluster's centre moves to the row farthest
 * from its own.
 */
function moveCentres(x: Matrix, { centres, assignment, squaredDistances }: Clustering): void {
  const { rows: k, cols: d } = centres;
  const sums = new Float64Array(k * d);
  const counts = new Int32Array(k);
  for (let i = 0, at = 0; i < x.rows; i++) {
    const to = assignment[i]! * d;
    counts[assignment[i]!]!++;
    for (let j = 0; j < d; j++, at++) sums[to + j]! += x.data[at]!;
  }
  const farthest = counts.includes(0)
    ? Array.from(squaredDistances.keys()).sort(
        (i, j) => squaredDistances[j]! - squaredDistances[i]! || i - j,
      )
    : [];
  for (let cluster = 0; cluster < k; cluster++) {
    const count = counts[cluster]!;
    if (count === 0) {
      const row = farthest.shift();
      if (row !== undefined) centres.data.set(rowOf(x, row), cluster * d);
      continue;
    }
    for (let j = 0; j < d; j++) centres.data[cluster * d + j] = sums[cluster * d + j]! / count;
  }
}
