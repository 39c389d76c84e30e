import type { Matrix } from '../math/matrix.ts';

/**
 * The classifier on top of the embeddings. It covers only the labels it was trained on: column j is
 * label `labels[j]` of the project's label set.
 */
export interface Head {
  /** Identifies the implementation; stored with its bytes. */
  readonly kind: string;
  /** d, the dimensions of its embeddings. */
  readonly dimensions: number;
  /** c, the number of labels learnt. */
  readonly classes: number;
  /** c label-set indices, ascending. */
  readonly labels: Int32Array;
  /**
   * @param x n × d
   * @returns n × c; each row sums to 1, except for multi-label heads
   * @throws CancelledError by slow heads
   */
  predictProba(x: Matrix, signal?: AbortSignal): Promise<Matrix>;
  /** K samples from the posterior over heads; only for Bayesian heads. */
  sampleProba?(x: Matrix, samples: number, signal?: AbortSignal): Promise<SampledProbabilities>;
  /** The versioned input of `headFromBytes`. */
  toBytes(): Uint8Array;
}

/**
 * K × n × c probabilities of n records by K sampled heads. Stored record by record, since
 * everything computed from them is per record: sample k's probability of class j for record i is
 * `data[(i * samples + k) * classes + j]`.
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

/** The labels that occur, ascending, and each record's column among them. */
export function columnsOf(labels: ArrayLike<number>): { columns: Int32Array; learnt: Int32Array } {
  const present = new Set<number>();
  for (let i = 0; i < labels.length; i++) present.add(labels[i]!);
  const learnt = Int32Array.from(present).sort();
  const columnOf = new Map(Array.from(learnt, (label, column) => [label, column]));
  const columns = new Int32Array(labels.length);
  for (let i = 0; i < columns.length; i++) columns[i] = columnOf.get(labels[i]!)!;
  return { learnt, columns };
}
