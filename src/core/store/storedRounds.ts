import type { HoldoutMetrics } from '../metrics/holdoutMetrics.ts';
import type { AskedQuery } from './events.ts';

/** A refit recorded with metrics: the unit of the learning curve. */
export interface Round {
  /** 1, 2, 3 … */
  readonly number: number;
  readonly at: number;
  /** Training labels for the fit, without the hold-out. */
  readonly labels: number;
  /** Journal position of the fit. */
  readonly seq: number;
  /** Journal position from which it chose records. */
  readonly inEffectFrom?: number;
  /** The strategy that chose records after the fit. */
  readonly query: AskedQuery;
  /** Set if `query` is the start strategy. */
  readonly start?: true;
  /** Absent in single-label projects. */
  readonly task?: 'multi' | 'spans';
  readonly seed: number;
  /** Name of the matrix operations port that computed it. */
  readonly kernel: string;
  readonly c: number;
  /** Fingerprint of the embedding; a head only fits vectors with the same one. */
  readonly embedding: string;
  readonly metrics?: HoldoutMetrics;
  readonly choices?: RoundChoices;
}

/** Other choices of a round. */
export interface RoundChoices {
  /** Weights of its vector blocks, in order. */
  readonly weights?: readonly number[];
  /** The label prior of the fit. */
  readonly prior?: RoundPrior;
  /**
   * T of the head's probabilities wherever they are shown or written (`core/heads/temperature.ts`);
   * 1 if absent. Nothing that selects records uses it.
   */
  readonly temperature?: number;
  /** Labels reworded since the previous round while hold-out answers existed. */
  readonly reworded?: readonly string[];
}

export interface RoundPrior {
  /** Strength s. */
  readonly strength: number;
  /** Fingerprint of the labels' names and descriptions. */
  readonly wording: string;
  /** Labels without answers, by their names as of `seq`: the head knows only their descriptions. */
  readonly described: readonly string[];
}

export interface NewRound extends Round {
  readonly head?: RoundHead;
}

/** A round's training set refitted on later vectors, stored beside the unchanged original. */
export interface RefittedRound {
  readonly number: number;
  readonly at: number;
  /** Journal position of the refit; its labels have their names as of then. */
  readonly seq: number;
  /** Training labels; fewer than the original's if some are no longer in the pool. */
  readonly labels: number;
  readonly c: number;
  /** Fingerprint of the embedding. */
  readonly embedding: string;
  readonly metrics?: HoldoutMetrics;
  readonly choices?: RoundChoices;
}

export interface NewRefit extends RefittedRound {
  readonly head: RoundHead;
}

/** See `RefittedRound`. */
export interface Refits {
  /** By round; for one round, earlier refits first. */
  all(): RefittedRound[];
  head(round: number, embedding: string): RoundHead | undefined;
}

export interface WritableRefits extends Refits {
  /** Stores a round's refit, replacing one on the same vectors. */
  add(refit: NewRefit): void;
  /** @throws RangeError if there is no such refit */
  setMetrics(round: number, embedding: string, metrics: HoldoutMetrics): void;
}

export interface RoundHead {
  readonly bytes: Uint8Array;
  /** Names of the labels of its columns, as of the round's `seq`. */
  readonly labels: readonly string[];
}
