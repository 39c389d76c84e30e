import type { Matrix } from '../math/matrix.ts';
import { matrix } from '../math/matrix.ts';
import { SMALLEST_PROBABILITY } from './classification.ts';
import { checkSameLength } from './estimate.ts';

/** Records whose confidence p1 is in (from, to]; the first bin includes 0. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly records: number;
  /** Sum of weights. */
  readonly weight: number;
  /** Mean confidence of the bin's records; null if empty. */
  readonly confidence: number | null;
  /** Share of correct predictions in the bin; null if empty. */
  readonly accuracy: number | null;
}

export interface Calibration {
  /** Expected calibration error: Σ share of bin × |accuracy − confidence|. */
  readonly ece: number;
  readonly bins: readonly ReliabilityBin[];
}

/**
 * Reliability of the most probable label in equal-width bins, and the expected calibration error
 * (Guo et al., 2017; 1706.04599).
 * @param probabilities n × head classes, n ≥ 1
 * @param headLabels label-set index of each column
 * @param truth n label-set indices; a label that the head has not learnt counts as a wrong
 * prediction
 */
export function calibration(
  probabilities: Matrix,
  headLabels: ArrayLike<number>,
  truth: ArrayLike<number>,
  weights?: ArrayLike<number>,
  binCount = 10,
): Calibration {
  const { rows, cols, data } = probabilities;
  checkSameLength('truth', rows, truth.length);
  const records = new Int32Array(binCount);
  const weight = new Float64Array(binCount);
  const confidence = new Float64Array(binCount);
  const right = new Float64Array(binCount);
  let all = 0;
  for (let i = 0; i < rows; i++) {
    let best = 0;
    for (let k = 1; k < cols; k++) if (data[i * cols + k]! > data[i * cols + best]!) best = k;
    const p = data[i * cols + best]!;
    const bin = Math.min(binCount - 1, Math.max(0, Math.ceil(p * binCount) - 1));
    const w = weights ? weights[i]! : 1;
    records[bin]!++;
    weight[bin]! += w;
    confidence[bin]! += w * p;
    if (headLabels[best] === truth[i]) right[bin]! += w;
    all += w;
  }
  let ece = 0;
  const bins = Array.from({ length: binCount }, (_, b): ReliabilityBin => {
    const filled = weight[b]! > 0;
    if (filled) ece += Math.abs(right[b]! - confidence[b]!) / all;
    return {
      from: b / binCount,
      to: (b + 1) / binCount,
      records: records[b]!,
      weight: weight[b]!,
      confidence: filled ? confidence[b]! / weight[b]! : null,
      accuracy: filled ? right[b]! / weight[b]! : null,
    };
  });
  return { ece, bins };
}

/**
 * The temperature T > 0 that minimises the log-loss of softmax(ln p / T) (Guo et al., 2017). The
 * loss is convex in 1/T, so golden-section search finds its only minimum. Use cross-validated
 * probabilities of training records; the hold-out must not be used for selection.
 * @param columns the column of each record's true label; records with −1 are excluded
 * @returns T in [0.05, 20]; 1 if no record has a true column
 */
export function fitTemperature(probabilities: Matrix, columns: ArrayLike<number>): number {
  checkSameLength('columns', probabilities.rows, columns.length);
  if (Array.from(columns).every((column) => column < 0)) return 1;
  const logs = Float64Array.from(probabilities.data, (p) =>
    Math.log(Math.max(p, SMALLEST_PROBABILITY)),
  );
  const loss = (inverse: number): number =>
    temperatureLoss(logs, probabilities.cols, columns, inverse);
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(1 / 20);
  let high = Math.log(20);
  // Convex in 1/T, so unimodal in ln(1/T) too, which is all that golden-section search needs.
  let left = high - golden * (high - low);
  let right = low + golden * (high - low);
  let leftLoss = loss(Math.exp(left));
  let rightLoss = loss(Math.exp(right));
  while (high - low > 1e-9) {
    if (leftLoss <= rightLoss) {
      high = right;
      [right, rightLoss] = [left, leftLoss];
      left = high - golden * (high - low);
      leftLoss = loss(Math.exp(left));
    } else {
      low = left;
      [left, leftLoss] = [right, rightLoss];
      right = low + golden * (high - low);
      rightLoss = loss(Math.exp(right));
    }
  }
  return Math.exp(-(low + high) / 2);
}

/**
 * softmax(ln p / T), row by row: T > 1 softens, T < 1 sharpens; the most probable label is
 * unchanged.
 */
export function withTemperature(probabilities: Matrix, temperature: number): Matrix {
  if (!(temperature > 0)) throw new RangeError(`temperature must be positive, got ${temperature}`);
  const { rows, cols } = probabilities;
  const cooled = matrix(rows, cols);
  for (let i = 0; i < rows; i++) {
    let largest = 0;
    for (let k = 0; k < cols; k++) largest = Math.max(largest, probabilities.data[i * cols + k]!);
    let sum = 0;
    for (let k = 0; k < cols; k++)
      sum += (probabilities.data[i * cols + k]! / largest) ** (1 / temperature);
    for (let k = 0; k < cols; k++) {
      cooled.data[i * cols + k] =
        (probabilities.data[i * cols + k]! / largest) ** (1 / temperature) / sum;
    }
  }
  return cooled;
}

function temperatureLoss(
  logs: Float64Array,
  cols: number,
  columns: ArrayLike<number>,
  inverse: number,
): number {
  let loss = 0;
  for (let i = 0; i < columns.length; i++) {
    if (columns[i]! < 0) continue;
    let largest = -Infinity;
    for (let k = 0; k < cols; k++) largest = Math.max(largest, logs[i * cols + k]!);
    let sum = 0;
    for (let k = 0; k < cols; k++) sum += Math.exp(inverse * (logs[i * cols + k]! - largest));
    loss += Math.log(sum) - inverse * (logs[i * cols + columns[i]!]! - largest);
  }
  return loss;
}
