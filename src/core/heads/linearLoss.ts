/** The log-loss along a line in logit space, and its first two derivatives by the step length. */
export interface LineValue {
  loss: number;
  slope: number;
  curvature: number;
}

/**
 * A log-loss of linear logits on the records trained on: all that the solver must know of what is learnt. `SoftmaxLoss`
 * is that of one label a record, `SigmoidLoss` that of several.
 */
export interface LinearLoss {
  /** n */
  readonly rows: number;
  /** Columns of logits. */
  readonly m: number;
  /** Sum of the records' weights, of a column on average: only speed depends on it. */
  readonly total: number;
  /** m: the logits' constants that are best as long as all other weights are zero. */
  startingBias(): Float64Array;
  /**
   * Σ weight · log-loss at `logits + step · change`, and the residuals there. Everything is float64.
   * @param logits n × m
   * @param change n × m, the direction of the line
   * @param residual out, n × m: the loss's gradient by the logits
   */
  along(
    logits: Float64Array,
    change: Float64Array,
    step: number,
    residual: Float64Array,
  ): LineValue;
}
