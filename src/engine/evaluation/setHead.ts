import { decide, ExpectedCount } from '../../core/heads/expectedCount.ts';
import type { Indicators } from '../../core/heads/indicators.ts';
import { meanRecord, type LabelPrior } from '../../core/heads/labelPrior.ts';
import { fitOneVsRestHead } from '../../core/heads/oneVsRestHead.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { MatrixOps } from '../../core/math/matrixOps.ts';

export interface SetHeadParams {
  readonly x: Matrix;
  readonly truth: Indicators;
  readonly c: number;
  readonly prior?: LabelPrior | undefined;
  /** Unlabelled records whose expected count sets the thresholds. */
  readonly unlabelled: Matrix;
  readonly signal?: AbortSignal | undefined;
}

/** A temporary multi-label head. */
export interface SetHead {
  /** One per column. */
  readonly thresholds: Float32Array;
  /** Label-set index of each column. */
  readonly labels: Int32Array;
  /** n × columns. */
  predictProba(x: Matrix): Promise<Matrix>;
  /** The labels that apply to each record. */
  predict(x: Matrix): Promise<Indicators>;
}

/** Fits a head for a comparison, with one threshold for all labels. */
export async function fitSetHead(
  { x, truth, c, prior, unlabelled, signal }: SetHeadParams,
  ops: MatrixOps,
): Promise<SetHead> {
  const { head } = await fitOneVsRestHead(x, truth, ops, {
    c,
    prior: prior && { ...prior, centre: meanRecord(x) },
    signal,
  });
  const expectedCount = new ExpectedCount(head.classes);
  expectedCount.add(await head.predictProba(unlabelled));
  const thresholds = expectedCount.thresholds('global');
  return {
    thresholds,
    labels: head.labels,
    predictProba: (rows) => head.predictProba(rows),
    predict: async (rows) =>
      decide(await head.predictProba(rows), head.labels, thresholds, truth.labels),
  };
}
