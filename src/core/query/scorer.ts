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
  describe(): string;
  score(state: QueryState): Promise<Scored>;
  /**
   * The highest score of any record whose two best labels' logits lie at least `gap` apart; absent where the gap
   * says nothing of the score.
   * @param classes that the head has learnt
   */
  ceiling?(gap: number, classes: number): number;
}
