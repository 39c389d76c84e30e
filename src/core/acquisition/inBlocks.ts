import type { SampledProbabilities } from '../heads/head.ts';
import type { Matrix } from '../math/matrix.ts';
import type {
  Acquisition,
  AcquisitionContext,
  AcquisitionFunction,
  BernoulliAcquisition,
  LabelProbabilities,
} from './acquisition.ts';
import type { Pause } from '../pause.ts';

/** Probabilities scored between two pauses: about 5 ms of the most expensive function. */
const valuesPerBlock = 2 ** 18;

/**
 * The scores of an acquisition function, computed in blocks with a pause after each if a record's
 * score depends only on its own probabilities; the result is the same.
 * @throws whatever `pause` throws, such as CancelledError
 */
export async function scoreProbabilities(
  { fn, byRecord }: Extract<Acquisition, { needs: 'proba' }>,
  p: Matrix,
  context: AcquisitionContext,
  pause: Pause | undefined,
): Promise<Float32Array> {
  if (!byRecord || !pause) return fn(p, context);
  const { rows, cols, data } = p;
  return inBlocks(rows, cols, pause, (from, to) =>
    fn({ rows: to - from, cols, data: data.subarray(from * cols, to * cols) }, context),
  );
}

/** As `scoreProbabilities` for functions of sampled heads, all of which score by record. */
export async function scoreSamples(
  fn: AcquisitionFunction<SampledProbabilities>,
  sampled: SampledProbabilities,
  context: AcquisitionContext,
  pause: Pause | undefined,
): Promise<Float32Array> {
  if (!pause) return fn(sampled, context);
  const { rows, samples, classes, data } = sampled;
  const width = samples * classes;
  return inBlocks(rows, width, pause, (from, to) => {
    const part = data.subarray(from * width, to * width);
    return fn({ rows: to - from, samples, classes, data: part }, context);
  });
}

/** As `scoreProbabilities` for functions of independent label probabilities. */
export async function scoreLabels(
  { fn, byRecord, inSteps }: BernoulliAcquisition,
  all: LabelProbabilities,
  context: AcquisitionContext,
  pause: Pause | undefined,
): Promise<Float32Array> {
  if (inSteps && pause) {
    const steps = inSteps(all);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      await pause();
    }
  }
  if (!byRecord || !pause) return fn(all, context);
  const { rows, cols, data } = all.probabilities;
  return inBlocks(rows, cols, pause, (from, to) =>
    fn(
      {
        ...all,
        probabilities: { rows: to - from, cols, data: data.subarray(from * cols, to * cols) },
        ...(all.sizes && { sizes: all.sizes.subarray(from, to) }),
      },
      context,
    ),
  );
}

async function inBlocks(
  rows: number,
  width: number,
  pause: Pause,
  score: (from: number, to: number) => Float32Array,
): Promise<Float32Array> {
  const scores = new Float32Array(rows);
  const step = Math.max(1, Math.floor(valuesPerBlock / Math.max(1, width)));
  for (let from = 0; from < rows; from += step) {
    scores.set(score(from, Math.min(rows, from + step)), from);
    await pause();
  }
  return scores;
}
