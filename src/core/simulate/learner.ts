import type { LabelPrior } from '../heads/labelPrior.ts';
import { labelsAt, recordsAt } from '../embed/lexicalShare.ts';
import { initialCAbove, isCvDue, minCFor } from '../heads/chooseC.ts';
import { chooseHead, initialStrength, type HeadStrengths } from '../heads/chooseHead.ts';
import type { Head } from '../heads/head.ts';
import type { Answers } from '../heads/heldOutScores.ts';
import { takeRows, type Matrix } from '../math/matrix.ts';
import type { QueryState } from '../query/queryState.ts';
import { hashString, Rng } from '../rng.ts';
import type { Labelled, SimulatedRun } from './simulatedRun.ts';

/** The learning task of a simulation: `singleLabelTask`, or `multiLabelTask`. */
export interface SimulatedTask<Labels, Scores extends object> {
  /** The labels of the given records, in that order. */
  take(labels: Labels, records: ArrayLike<number>): Labels;
  /** A learner for one run. */
  learner(run: SimulatedRun<Labels>): SimulatedLearner<Scores>;
  /** Scores of the same head with the whole pool labelled; C by cross-validation. */
  fullData(
    pool: Labelled<Labels>,
    test: Labelled<Labels>,
    labelCount: number,
    options: FullDataOptions,
  ): Promise<FullData<Scores>>;
}

export type FullDataOptions = Pick<
  SimulatedRun<unknown>,
  'ops' | 'seed' | 'c' | 'classWeight' | 'signal'
>;

export type FullData<Scores> = Scores & {
  /** Training records: the whole pool. */
  readonly labels: number;
  readonly c: number;
};

export interface SimulatedLearner<Scores> {
  /**
   * Trains a head.
   * @param labelled pool rows, in the order of their answers
   * @param rng for this number of answers
   */
  fit(labelled: readonly number[], rng: Rng): Promise<TrainedHead<Scores>>;
}

/** A head at one point of the learning curve. */
export interface TrainedHead<Scores> {
  readonly strengths: HeadStrengths;
  readonly head: Head;
  /** Its input vectors, of pool and test set: n × d each. */
  readonly vectors: { readonly pool: Matrix; readonly test: Matrix };
  /** State of head and answers available to strategies. */
  readonly known: Partial<QueryState>;
  /** Evaluates it on the test set. */
  readonly test: () => Promise<Scores>;
}

/**
 * C, s and the weight of the lexical block of one run, chosen from the training answers on the
 * product's schedule, and the vectors with that weight.
 */
export class ChosenStrengths<Labels extends Answers> {
  present: HeadStrengths;
  vectors: Pick<SimulatedRun<Labels>, 'pool' | 'test' | 'prior'>;
  readonly #run: SimulatedRun<Labels>;
  #chosenAt = 0;

  constructor(run: SimulatedRun<Labels>) {
    const { c, prior, share } = run;
    const minC = minCFor(run.pool.labels, run.minC);
    const strength = prior?.strength === 'auto' ? initialStrength : (prior?.strength ?? 0);
    const weight = share && { weight: share.weight };
    this.present = { c: c === 'auto' ? initialCAbove(minC) : c, strength, ...weight };
    this.vectors = run;
    this.#run = run;
  }

  /** The label prior at the current strength. */
  get prior(): LabelPrior | undefined {
    const { prior } = this.vectors;
    return prior && { vectors: prior.vectors, strength: this.present.strength };
  }

  /** @returns whether the vectors have changed, so that an earlier head does not fit them */
  async chooseWhenDue(labelled: readonly number[], answers: Labels, rng: Rng): Promise<boolean> {
    const { c, prior, share, pool, ops, minC, classWeight, signal } = this.#run;
    const isOpen = c === 'auto' || prior?.strength === 'auto' || share;
    if (!isOpen || !isCvDue(this.#chosenAt, labelled.length)) return false;
    const { weight } = this.present;
    const folds = hashString('folds', rng.uint32());
    this.present = await chooseHead(takeRows(pool.x, labelled), answers, ops, {
      c,
      minC,
      ...(classWeight && { classWeight }),
      strength: prior?.strength ?? 0,
      labelVectors: prior?.vectors,
      share,
      present: this.present,
      rng: () => new Rng(folds),
      signal,
    });
    this.#chosenAt = labelled.length;
    if (this.present.weight === weight) return false;
    this.vectors = this.#weighed(this.present.weight!);
    return true;
  }

  /** All vectors with another weight of the lexical block. */
  #weighed(weight: number): ChosenStrengths<Labels>['vectors'] {
    const { pool, test, prior, share } = this.#run;
    return {
      pool: { ...pool, x: recordsAt(pool.x, share!, weight) },
      test: { ...test, x: recordsAt(test.x, share!, weight) },
      prior: prior && { ...prior, vectors: labelsAt(prior.vectors, share!, weight) },
    };
  }
}
