import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';
import { closestChoice } from '../nearest.ts';
import { matrix, type Matrix } from '../math/matrix.ts';
import { Rng } from '../rng.ts';
import {
  taskOf,
  type Acquisition,
  type AcquisitionFunction,
  type Acquisitions,
  type LabelTask,
} from './acquisition.ts';
import { cvirs, cvirsInSteps } from './cvirs.ts';
import { adaptive, mmc, thresholdMargin } from './multiLabelUncertainty.ts';
import {
  entropy,
  normalisedEntropy,
  margin,
  leastConfidence,
  ratio,
  exploit,
  random,
} from './uncertainty.ts';
import {
  meanStandardDeviation,
  variance,
  bald,
  consensusEntropy,
  maxDisagreement,
  variationRatios,
  voteEntropy,
} from './disagreement.ts';

const described: readonly Acquisition[] = [
  {
    name: 'least-confidence',
    needs: 'proba',
    fn: leastConfidence,
    boundedByMargin: true,
  },
  {
    name: 'margin',
    needs: 'proba',
    fn: margin,
    boundedByMargin: true,
    shown: (score) => 1 - score,
  },
  { name: 'ratio', needs: 'proba', fn: ratio, boundedByMargin: true },
  { name: 'entropy', needs: 'proba', fn: entropy, boundedByMargin: true },
  {
    name: 'normalised-entropy',
    needs: 'proba',
    fn: normalisedEntropy,
    boundedByMargin: true,
  },
  { name: 'exploit', needs: 'proba', fn: exploit },
  { name: 'random', needs: 'proba', fn: random },
  { name: 'vote-entropy', needs: 'samples', fn: voteEntropy },
  { name: 'consensus-entropy', needs: 'samples', fn: consensusEntropy },
  { name: 'max-disagreement', needs: 'samples', fn: maxDisagreement },
  { name: 'bald', needs: 'samples', fn: bald },
  { name: 'variance', needs: 'samples', fn: variance },
  {
    name: 'mean-standard-deviation',
    needs: 'samples',
    fn: meanStandardDeviation,
  },
  { name: 'variation-ratios', needs: 'samples', fn: variationRatios },
  { name: 'mmc', needs: 'bernoulli', fn: mmc, bySize: true },
  {
    name: 'threshold-margin',
    needs: 'bernoulli',
    fn: thresholdMargin,
    shown: (score) => 1 - score,
  },
  { name: 'adaptive', needs: 'bernoulli', fn: adaptive },
  { name: 'cvirs', needs: 'bernoulli', fn: cvirs, inSteps: cvirsInSteps },
];

/** These need all candidates together: for the pool's rarest label, and for ranks. */
const byPool = ['exploit', 'cvirs'];

const builtIn = described.map((description) => ({
  ...description,
  byRecord: !byPool.includes(description.name),
}));

/** The built-in acquisition functions, and those added by other extensions. */
export class AcquisitionRegistry implements Acquisitions {
  readonly #byName = new Map<string, Acquisition>(
    builtIn.map((acquisition) => [acquisition.name, acquisition]),
  );

  get(name: string): Acquisition {
    const found = this.#byName.get(name);
    if (!found) {
      const known = this.names();
      throw new UserError(
        message('acquisition.unknown', { name, ...closestChoice(name, known), known }),
      );
    }
    return found;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  names(task: LabelTask = 'single'): string[] {
    return [...this.#byName.values()]
      .filter((acquisition) => taskOf(acquisition) === task)
      .map(({ name }) => name);
  }

  /**
   * Adds a custom function of n × c probabilities after a trial run, and keeps validating its
   * results.
   * @param name lower-case letters, digits and hyphens; not in use yet
   * @returns a function that removes it
   * @throws UserError if the name or the function is invalid
   */
  register(name: string, fn: AcquisitionFunction<Matrix>): () => void {
    if (!/^[a-z][a-z0-9-]*$/.test(name)) {
      throw new UserError(message('acquisition.badName', { name }));
    }
    if (this.#byName.has(name)) {
      throw new UserError(message('acquisition.nameTaken', { name }));
    }
    const checked: AcquisitionFunction<Matrix> = (p, context) => {
      const before = p.data.slice();
      const scores = fn(p, context);
      checkScores(name, scores, p.rows);
      if (p.data.some((value, i) => value !== before[i])) {
        throw new UserError(message('acquisition.changedProbabilities', { name }));
      }
      return scores;
    };
    for (const trial of trials) {
      const first = checked(trial, { rng: new Rng(1) });
      const second = checked(trial, { rng: new Rng(1) });
      if (first.some((score, i) => score !== second[i])) {
        throw new UserError(message('acquisition.notRepeatable', { name }));
      }
    }
    this.#byName.set(name, {
      name,
      needs: 'proba',
      fn: (p, context) => checked(p, context),
    });
    return () => void this.#byName.delete(name);
  }
}

/** Trial inputs: empty, one class, certainty, ties, ordinary probabilities. */
const trials: readonly Matrix[] = [
  matrix(0, 3),
  matrix(2, 1, Float32Array.of(1, 1)),
  matrix(2, 2, Float32Array.of(1, 0, 0.5, 0.5)),
  matrix(2, 3, Float32Array.of(0.2, 0.3, 0.5, 0.1, 0.1, 0.8)),
];

function checkScores(name: string, scores: unknown, rows: number): asserts scores is Float32Array {
  if (!(scores instanceof Float32Array) || scores.length !== rows) {
    throw new UserError(message('acquisition.wrongScores', { name, rows }));
  }
  const record = scores.findIndex((score) => !Number.isFinite(score));
  if (record >= 0) {
    const score = scores[record]!;
    throw new UserError(message('acquisition.notFinite', { name, score, record }));
  }
}

/** The built-in acquisition functions. */
export const builtInAcquisitions: Acquisitions = new AcquisitionRegistry();
