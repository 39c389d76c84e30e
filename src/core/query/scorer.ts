import type { Matrix } from '../math/matrix.ts';
import type { QueryState, PickReason } from './queryState.ts';

/** What a scorer says of the candidates of a state. */
export interface Scored {
  /** One finite score a candidate, in the candidates' order; higher = ask sooner. */
  readonly scores: Float32Array;
  /** Why the candidate at a position got its score. */
  readonly reason: (position: number) => PickReason;
}

/** The part of a strategy that scores each record by itself; `topK` or `rankPower` then draw. */
export interface Scorer {
  readonly name: string;
  score(state: QueryState): Promise<Scored>;
  /**
   * Scores that no record reaches whose probabilities are less flat: the logit of every label at least as far behind
   * the best one's. Absent where flatness says nothing of the score.
   * @param flattest n × c, the classes in any order
   */
  upperBounds?(flattest: Matrix): Float32Array;
}
