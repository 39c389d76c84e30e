/** Calls between the extension host and the engine process. */
export type { EngineApi } from '../core/engine/engineApi.ts';

/** Calls from the engine to the host. */
export interface EngineHostApi {
  /** Writes a line to the output channel. */
  log(params: { level: 'info' | 'warning' | 'error'; message: string }): Promise<void>;
  /**
   * One score per row from an acquisition function that an extension registered; higher = ask
   * sooner.
   */
  score(params: ScoreParams): Promise<Float32Array>;
}

export interface ScoreParams {
  readonly name: string;
  /** Row-major rows × cols; each row sums to 1. */
  readonly probabilities: {
    readonly rows: number;
    readonly cols: number;
    readonly data: Float32Array;
  };
  /** Seed of the function's only source of randomness. */
  readonly seed: number;
}
