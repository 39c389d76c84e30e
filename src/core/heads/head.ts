import type { Matrix } from '../math/matrix.ts';

/**
 * The classifier on top of the embeddings. It covers the labels it was trained on and no others:
 * column j speaks of label `labels[j]` of the project's label set.
 */
export interface Head {
  /** Names the implementation, and is stored with its bytes. */
  readonly kind: string;
  /** d, the width of the embeddings it reads. */
  readonly dimensions: number;
  /** c, the labels learnt. */
  readonly classes: number;
  /** c label-set indices, ascending. */
  readonly labels: Int32Array;
  /**
   * @param x n × d
   * @returns n × c; every row sums to 1, except of heads for several labels a record
   * @throws CancelledError by slow heads
   */
  predictProba(x: Matrix, signal?: AbortSignal): Promise<Matrix>;
  /** K draws from what the head believes possible; only Bayesian heads have them. */
  sampleProba?(x: Matrix, samples: number, signal?: AbortSignal): Promise<SampledProbabilities>;
  /** Everything `headFromBytes` needs, with a version in front. */
  toBytes(): Uint8Array;
}

/**
 * K × n × c probabilities: what K sampled heads say of n records. Stored record by record, since all
 * that is computed from them is computed a record at a time: sample k's probability of class j for
 * record i is `data[(i * samples + k) * classes + j]`.
 */
export interface SampledProbabilities {
  /** K. */
  readonly samples: number;
  /** n. */
  readonly rows: number;
  /** c. */
  readonly classes: number;
  readonly data: Float32Array;
}

/** The mean over the samples: n × c. */
export function meanOverSamples({ samples, rows, classes, data }: SampledProbabilities): Matrix {
  const mean = new Float32Array(rows * classes);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < classes; j++) {
      let sum = 0;
      for (let k = 0; k < samples; k++) sum += data[(i * samples + k) * classes + j]!;
      mean[i * classes + j] = sum / samples;
    }
  }
  return { rows, cols: classes, data: mean };
}

/** The labels present, ascending, and each record's column among them. */
export function columnsOf(labels: ArrayLike<number>): { columns: Int32Array; learnt: Int32Array } {
  const present = new Set<number>();
  for (let i = 0; i < labels.length; i++) present.add(labels[i]!);
  const learnt = Int32Array.from(present).sort();
  const columnOf = new Map(Array.from(learnt, (label, column) => [label, column]));
  const columns = new Int32Array(labels.length);
  for (let i = 0; i < columns.length; i++) columns[i] = columnOf.get(labels[i]!)!;
  return { learnt, columns };
}
