import type { LabelTask } from '../acquisition/acquisition.ts';
import type { Matrix } from '../math/matrix.ts';

/** A trained model that predicts the labels of texts: the one of a project, or of a model folder. */
export interface Predictor {
  readonly task: LabelTask;
  /** c labels, one per column of the probabilities. */
  readonly labels: readonly string[];
  /**
   * With several labels per record: the calibrated probability from which each label applies.
   * Undefined if there were too few answers to choose them; then only the likeliest label applies.
   */
  readonly thresholds?: Float32Array;
  /**
   * @returns texts.length × c calibrated probabilities; with one label per record, each row sums to 1
   * @throws UserError if the model cannot read texts; CancelledError
   */
  score(texts: readonly string[], signal?: AbortSignal): Promise<Matrix>;
  close(): Promise<void>;
}
