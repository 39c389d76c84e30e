import type { SampledProbabilities } from '../heads/head.ts';
import { argMax } from '../math/argMax.ts';
import { matrix, type Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { topK } from '../math/topK.ts';
import type { Rng } from '../rng.ts';
import { surprise } from './uncertainty.ts';
import { bald } from './disagreement.ts';

export interface BatchBaldOptions {
  readonly ops: MatrixOps;
  readonly rng: Rng;
  /** Tie-breaker by position. */
  readonly tie: (position: number) => number;
  /** BALD of every record, if already computed. */
  readonly single?: Float32Array;
  /** Positions considered: the highest by BALD; default 1,000. */
  readonly candidates?: number;
  /** Maximum answer combinations kept exactly; sampled beyond it. Default 10,000. */
  readonly configurations?: number;
}

/**
 * BatchBALD (Kirsch et al. 2019): greedily builds the batch whose joint answers are most
 * informative about the heads, so that near-duplicates do not count twice.
 *
 * A configuration is one combination of answers to the batch so far, represented by its probability
 * and the posterior over the heads given these answers. The joint information of batch and
 * candidate is then an expectation over configurations of the entropy of the candidate's answer.
 * @returns positions in the order chosen, and the joint mutual information after each
 */
export async function batchBald(
  sampled: SampledProbabilities,
  size: number,
  options: BatchBaldOptions,
): Promise<{ positions: Int32Array; scores: Float32Array }> {
  const { ops, rng, tie, candidates = 1000, configurations = 10_000 } = options;
  const { single = bald(sampled) } = options;
  const { samples: k, classes: c } = sampled;
  const pool = topK(single, Math.max(candidates, size), tie);
  const answers = answersOf(sampled, pool);
  const ownEntropy = Float64Array.from(pool, (position) => meanEntropy(sampled, position));
  const taken = new Set<number>();
  const positions: number[] = [];
  const scores: number[] = [];
  let configs: Configurations = { weights: Float64Array.of(1), heads: matrix(1, k).data.fill(1) };
  /** Σ over the batch of the aleatoric entropy, and the batch's joint entropy. */
  let noise = 0;
  let joint = 0;

  while (positions.length < Math.min(size, pool.length)) {
    const gain = await expectedEntropy(configs, answers, pool.length, c, k, ops);
    const score = gain.map((entropy, j) => joint + entropy - noise - ownEntropy[j]!);
    const order = topK(Float32Array.from(score), taken.size + 1, (j) => tie(pool[j]!));
    const best = order.find((j) => !taken.has(j))!;
    taken.add(best);
    positions.push(pool[best]!);
    scores.push(Math.max(0, score[best]!));
    joint += gain[best]!;
    noise += ownEntropy[best]!;
    configs = extend(configs, sampled, pool[best]!, configurations, rng);
  }
  return { positions: Int32Array.from(positions), scores: Float32Array.from(scores) };
}

/** M combinations of answers: their weights (sum 1), and M × K probabilities of the heads (row mean 1). */
interface Configurations {
  readonly weights: Float64Array;
  readonly heads: Float32Array;
}

/**
 * K × (candidates · c), divided by K: multiplying a row of beliefs by it gives a mean over the
 * heads.
 */
function answersOf(
  { samples: k, classes: c, data }: SampledProbabilities,
  pool: Int32Array,
): Matrix {
  const answers = matrix(k, pool.length * c);
  pool.forEach((position, i) => {
    for (let s = 0; s < k; s++) {
      for (let j = 0; j < c; j++) {
        answers.data[s * answers.cols + i * c + j] = data[(position * k + s) * c + j]! / k;
      }
    }
  });
  return answers;
}

function meanEntropy(
  { samples: k, classes: c, data }: SampledProbabilities,
  position: number,
): number {
  let sum = 0;
  for (let at = position * k * c, end = at + k * c; at < end; at++) sum += surprise(data[at]!);
  return sum / k;
}

/** For each candidate, the mean over configurations of the entropy of its answer. */
async function expectedEntropy(
  { weights, heads }: Configurations,
  answers: Matrix,
  candidates: number,
  c: number,
  k: number,
  ops: MatrixOps,
): Promise<Float64Array> {
  const expected = new Float64Array(candidates);
  const block = 512;
  for (let from = 0; from < weights.length; from += block) {
    const to = Math.min(weights.length, from + block);
    const part = matrix(to - from, k, heads.slice(from * k, to * k));
    const { data } = await ops.gemm(part, answers);
    for (let m = from, at = 0; m < to; m++) {
      for (let i = 0; i < candidates; i++) {
        let entropy = 0;
        for (let j = 0; j < c; j++) entropy += surprise(data[at++]!);
        expected[i]! += weights[m]! * entropy;
      }
    }
  }
  return expected;
}

/**
 * The configurations after one more record: all answers while there are few, else one sampled
 * answer each.
 */
function extend(
  { weights, heads }: Configurations,
  { samples: k, classes: c, data }: SampledProbabilities,
  position: number,
  maxConfigurations: number,
  rng: Rng,
): Configurations {
  const exact = weights.length * c <= maxConfigurations;
  const count = exact ? weights.length * c : maxConfigurations;
  const next = { weights: new Float64Array(count), heads: new Float32Array(count * k) };
  const cumulative = weights.slice();
  for (let m = 1; m < cumulative.length; m++) cumulative[m]! += cumulative[m - 1]!;
  const probability = new Float64Array(c);
  for (let target = 0; target < count; target++) {
    const m = exact ? Math.floor(target / c) : drawn(cumulative, rng);
    for (let j = 0; j < c; j++) {
      let sum = 0;
      for (let s = 0; s < k; s++) sum += heads[m * k + s]! * data[(position * k + s) * c + j]!;
      probability[j] = sum / k;
    }
    const j = exact ? target % c : drawnFrom(probability, rng);
    const p = probability[j]!;
    next.weights[target] = exact ? weights[m]! * p : 1 / count;
    // An impossible answer has weight 0, so its posterior is arbitrary.
    for (let s = 0; s < k; s++) {
      next.heads[target * k + s] =
        p > 0 ? (heads[m * k + s]! * data[(position * k + s) * c + j]!) / p : 1;
    }
  }
  return next;
}

/** Samples an index in proportion to the increments of a cumulative sum. */
function drawn(cumulative: Float64Array, rng: Rng): number {
  const wanted = rng.uniform() * cumulative.at(-1)!;
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

function drawnFrom(probability: Float64Array, rng: Rng): number {
  let remaining = rng.uniform() * probability.reduce((sum, p) => sum + p, 0);
  for (let j = 0; j < probability.length; j++) {
    remaining -= probability[j]!;
    if (remaining < 0) return j;
  }
  return argMax(probability);
}
