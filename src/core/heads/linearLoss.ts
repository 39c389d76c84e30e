/** The log-loss along a line in logit space, and its first two derivatives by the step length. */
export interface LineValue {
  loss: number;
  slope: number;
  curvature: number;
}

/**
 * A log-loss of linear logits on the training records, the solver's only view of the task.
 * `SoftmaxLoss` is for single-label records, `SigmoidLoss` for multi-label ones.
 */
export interface LinearLoss {
  /** n */
  readonly rows: number;
  /** Columns of logits. */
  readonly m: number;
  /** Sum of the records' weights, averaged over columns; affects only speed. */
  readonly total: number;
  /**
   * m: typical Σ weight · p(1 − p) of each column, if the columns are independent; affects only
   * speed.
   */
  readonly spread?: Float64Array;
  /** m: the optimal biases when all weights are zero. */
  startingBias(): Float64Array;
  /**
   * Σ weight · log-loss at `logits + step · change`, and the residuals there. All float64.
   * @param logits n × m
   * @param change n × m, the direction of the line
   * @param residual out, n × m: gradient of the loss by the logits
   */
  along(
    logits: Float64Array,
    change: Float64Array,
    step: number,
    residual: Float64Array,
  ): LineValue;
}
