import type { Rng } from '../rng.ts';
import { checkSameLength, type Estimate } from './estimate.ts';
import { percentileInterval } from './intervals.ts';

export interface LureInput {
  /**
   * Loss L_m of each stochastic pick, in pick order, by a head not fitted on that record (10-fold
   * cross-fitting): losses on the head's own training picks would estimate the training risk.
   */
  readonly losses: ArrayLike<number>;
  /**
   * q_m: the probability of the pick over all remaining records given the earlier picks, recorded
   * when drawn.
   */
  readonly chances: ArrayLike<number | null>;
  /**
   * N: unlabelled records outside the hold-out at the first draw, minus those later answered by
   * hand.
   */
  readonly poolSize: number;
  readonly rng: Rng;
  readonly resamples?: number;
}

export type LureEstimate =
  | {
      readonly kind: 'estimate';
      /** R̂, the mean of v_m·L_m, with a bootstrap interval over picks. */
      readonly risk: Estimate;
      /** Kish's effective number of picks, (Σv)²/Σv². */
      readonly effectivePicks: number;
      /**
       * Σv²/(Σv)² = 1/effectivePicks: near 1 if one pick dominates the estimate. Shown beside the
       * interval.
       */
      readonly concentration: number;
    }
  /**
   * `unknownChance`: some pick has no recorded probability (pool limit, clip, anchors, plain
   * top-k).
   */
  | { readonly kind: 'notAvailable'; readonly reason: 'noPicks' | 'unknownChance' };

/**
 * LURE's weights (Farquhar, Gal & Rainforth 2021; 2101.11665): for m = 1 … M of N records `v_m = 1
 * + (N − M)/(N − m) · (1/((N − m + 1)·q_m) − 1)`. All 1 if every record is picked, or picks are
 * uniform.
 * @throws RangeError if there are more picks than records, or a probability is not in (0, 1]
 */
export function lureWeights(chances: ArrayLike<number>, poolSize: number): Float64Array {
  const M = chances.length;
  const N = poolSize;
  if (M > N) throw new RangeError(`lureWeights: ${M} picks from ${N} records`);
  return Float64Array.from(chances, (q, i) => {
    if (!(q > 0 && q <= 1))
      throw new RangeError(`lureWeights: chance ${q} of pick ${i} is not in (0, 1]`);
    const m = i + 1;
    // For M = N the first factor is 0, and 0/0 for the last pick.
    return M === N ? 1 : 1 + ((N - M) / (N - m)) * (1 / ((N - m + 1) * q) - 1);
  });
}

/**
 * The unbiased risk over the pool from actively drawn picks, or why it is unavailable.
 * @throws RangeError for different lengths, or as `lureWeights`
 */
export function lure({ losses, chances, poolSize, rng, resamples }: LureInput): LureEstimate {
  checkSameLength('chances', losses.length, chances.length);
  const M = losses.length;
  if (M === 0) return { kind: 'notAvailable', reason: 'noPicks' };
  const known = Array.from(chances).filter((q): q is number => q !== null && q > 0);
  if (known.length < M) return { kind: 'notAvailable', reason: 'unknownChance' };
  const weights = lureWeights(known, poolSize);
  const terms = weights.map((v, m) => v * losses[m]!);
  const sum = weights.reduce((total, v) => total + v, 0);
  const squares = weights.reduce((total, v) => total + v * v, 0);
  const risk = percentileInterval(
    terms.reduce((total, term) => total + term, 0) / M,
    (draw) => {
      let total = 0;
      for (let m = 0; m < M; m++) total += terms[draw.integer(M)]!;
      return total / M;
    },
    { rng, resamples, units: M },
  );
  return {
    kind: 'estimate',
    risk,
    effectivePicks: (sum * sum) / squares,
    concentration: squares / (sum * sum),
  };
}
