import type { SampledProbabilities } from '../heads/head.ts';
import type { Indicators } from '../heads/indicators.ts';
import type { Matrix } from '../math/matrix.ts';
import type { Rng } from '../rng.ts';

/** What an acquisition function may use besides the probabilities. */
export interface AcquisitionContext {
  /** The only source of randomness. */
  readonly rng: Rng;
  /** The column whose records are wanted (see `exploit`); the rarest label's when left out. */
  readonly target?: number;
}

/**
 * Scores records by the head's probabilities: higher = ask sooner. Pure: the same arguments give
 * the same scores, and the arguments are not changed.
 * @returns one finite score a record
 */
export type AcquisitionFunction<Input> = (
  input: Input,
  context: AcquisitionContext,
) => Float32Array;

interface Described {
  readonly name: string;
  /** The number shown as the reason; the score itself when left out. */
  readonly shown?: (score: number) => number;
  /** A record's score depends on its own probabilities alone, so that a pool may be scored in blocks. */
  readonly byRecord?: boolean;
}

/** An acquisition function of one head's probabilities (n × c). */
export interface ProbabilityAcquisition extends Described {
  readonly needs: 'proba';
  readonly fn: AcquisitionFunction<Matrix>;
  /**
   * Of all probabilities whose two largest are so far apart, by their ratio, those score highest where all others
   * equal the second; and the further apart, the lower that score. Such a function need not look at records whose
   * best labels are far apart.
   */
  readonly boundedByMargin?: true;
}

/** An acquisition function of several sampled heads' probabilities (K × n × c). */
export interface SampleAcquisition extends Described {
  readonly needs: 'samples';
  readonly fn: AcquisitionFunction<SampledProbabilities>;
}

/** What is known of records that may have several labels. The head's columns are independent of each other. */
export interface LabelProbabilities {
  /** n × c: the probability of each label by itself. */
  readonly probabilities: Matrix;
  /** c: from which probability on a label is predicted. */
  readonly thresholds: Float32Array;
  /** The records trained on, in the head's columns: L × c. */
  readonly answered: Indicators;
  /** n: how many labels the records are predicted to have; there for functions with `bySize`. */
  readonly sizes?: Int32Array;
}

/** An acquisition function of each label's own probability, where a record may have several labels. */
export interface BernoulliAcquisition extends Described {
  readonly needs: 'bernoulli';
  readonly fn: AcquisitionFunction<LabelProbabilities>;
  /** It goes by the predicted number of labels too. */
  readonly bySize?: true;
}

export type Acquisition = ProbabilityAcquisition | SampleAcquisition | BernoulliAcquisition;

/** How many labels a record may have. */
export type LabelTask = 'single' | 'multi';

/** Whether an acquisition function serves heads of one label a record, or of several. */
export const taskOf = ({ needs }: Acquisition): LabelTask =>
  needs === 'bernoulli' ? 'multi' : 'single';

/** Acquisition functions by name. */
export interface Acquisitions {
  /** @throws UserError that lists what there is. */
  get(name: string): Acquisition;
  has(name: string): boolean;
  /** Those of a task, of one label a record when it is left out. */
  names(task?: LabelTask): string[];
}
