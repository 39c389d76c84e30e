import type { Matrix } from '../math/matrix.ts';
import type { QueryState, PickReason } from './queryState.ts';

/** A scorer's result for the candidates of a state. */
export interface CandidateScores {
  /** One finite score per candidate, in candidate order; higher = ask sooner. */
  readonly scores: Float32Array;
  /** The reason for the score of the candidate at a position. */
  readonly reason: (position: number) => PickReason;
}

/**
 * The part of a strategy that scores each record independently; `topScores` or `rankPower` then
 * draw.
 */
export interface Scorer {
  readonly name: string;
  score(state: QueryState): Promise<CandidateScores>;
  /**
   * Upper bounds of the scores of records whose probabilities are less flat: every label's logit is
   * at least as far behind the best one's. Absent if flatness does not bound the score.
   * @param flattest n × c, the classes in any order
   */
  upperBounds?(flattest: Matrix): Float32Array;
}
