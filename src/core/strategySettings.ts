/** A strategy and its parameters, as in a project file's `query`. */
export interface StrategySettings {
  /** One of `builtInStrategies`, or a name registered by another extension. */
  readonly strategy: string;
  /**
   * For `rank-power` and `information-density`: the underlying acquisition function; default
   * `margin`, with several labels per record `mmc`.
   */
  readonly acquisition?: string;
  /** Share of random picks, 0 … 1. */
  readonly explore?: number;
  /** Share (up to 1) or number of candidates considered. */
  readonly poolLimit?: number;
  /** Share of candidates with the highest scores, which are moved to the end. */
  readonly clip?: number;
  /** Draw by predicted label, the rarest first. */
  readonly balance?: boolean;
  /** Consider only records near answered ones of each label. */
  readonly anchors?: boolean;
  /** Divide scores by the expected seconds per answer. */
  readonly cost?: boolean;
  /** For `rank-power`: the exponent. */
  readonly beta?: number;
  /** For `ranked-batch`: the weight of diversity; default the share of unlabelled records. */
  readonly alpha?: number;
}
