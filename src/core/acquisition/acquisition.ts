import type { SampledProbabilities } from '../heads/head.ts';
import type { Indicators } from '../heads/indicators.ts';
import type { Matrix } from '../math/matrix.ts';
import type { Rng } from '../rng.ts';

/** Further inputs of an acquisition function. */
export interface AcquisitionContext {
  /** The only source of randomness. */
  readonly rng: Rng;
  /** The column whose records are wanted (see `exploit`); default the rarest label's. */
  readonly target?: number;
}

/**
 * Scores records by the head's probabilities: higher = ask sooner. Pure: deterministic, and
 * arguments are not modified.
 * @returns one finite score per record
 */
export type AcquisitionFunction<Input> = (
  input: Input,
  context: AcquisitionContext,
) => Float32Array;

interface AcquisitionDescription {
  readonly name: string;
  /** The number shown as the reason; default the score itself. */
  readonly shown?: (score: number) => number;
  /**
   * Whether a record's score depends only on its own probabilities, so that a pool can be scored in
   * blocks.
   */
  readonly byRecord?: boolean;
}

/** An acquisition function of one head's probabilities (n × c). */
export interface ProbabilityAcquisition extends AcquisitionDescription {
  readonly needs: 'proba';
  readonly fn: AcquisitionFunction<Matrix>;
  /**
   * Among probabilities whose two largest have a given ratio, the score is highest if all others
   * equal the second, and it decreases with the ratio. Records with a large margin can then be
   * skipped.
   */
  readonly boundedByMargin?: true;
}

/** An acquisition function of several sampled heads' probabilities (K × n × c). */
export interface SampleAcquisition extends AcquisitionDescription {
  readonly needs: 'samples';
  readonly fn: AcquisitionFunction<SampledProbabilities>;
}

/** Inputs for multi-label records. The head's columns are independent. */
export interface LabelProbabilities {
  /** n × c: the independent probability of each label. */
  readonly probabilities: Matrix;
  /** c: probability threshold of each label. */
  readonly thresholds: Float32Array;
  /** The training records in the head's columns: L × c. */
  readonly answered: Indicators;
  /** n: predicted number of labels per record; present for functions with `bySize`. */
  readonly sizes?: Int32Array;
}

/** An acquisition function of independent label probabilities, for multi-label records. */
export interface BernoulliAcquisition extends AcquisitionDescription {
  readonly needs: 'bernoulli';
  readonly fn: AcquisitionFunction<LabelProbabilities>;
  /** The same computation in steps, for functions that need all records together. */
  readonly inSteps?: (all: LabelProbabilities) => Generator<void, Float32Array>;
  /** Whether it also uses the predicted number of labels. */
  readonly bySize?: true;
}

export type Acquisition = ProbabilityAcquisition | SampleAcquisition | BernoulliAcquisition;

/** Single-label or multi-label records. */
export type LabelTask = 'single' | 'multi';

/** The task of an acquisition function's heads. */
export const taskOf = ({ needs }: Acquisition): LabelTask =>
  needs === 'bernoulli' ? 'multi' : 'single';

/** Acquisition functions by name. */
export interface Acquisitions {
  /** @throws UserError that lists the known single-label names */
  get(name: string): Acquisition;
  has(name: string): boolean;
  /** The names for a task; default single-label. */
  names(task?: LabelTask): string[];
}
