/** The log-loss along a line in logit space, and its first two derivatives by the step length. */
export interface LineValue {
  loss: number;
  slope: number;
  curvature: number;
}

/**
 * A log-loss of linear logits on the training records, the solver's only view of the task.
 * `SoftmaxLoss` is for single-label records, `SigmoidLoss` for one label of multi-label ones.
 */
export interface LinearLoss {
  /** n */
  readonly rows: number;
  /** Columns of logits. */
  readonly m: number;
  /** Sum of the records' weights; affects only speed. */
  readonly total: number;
  /** Typical Σ weight · p(1 − p); affects only speed. */
  readonly spread: number;
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
