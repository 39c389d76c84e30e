import type {
  Acquisition,
  AcquisitionContext,
  BernoulliAcquisition,
} from '../../acquisition/acquisition.ts';
import { scoreLabels, scoreProbabilities, scoreSamples } from '../../acquisition/inBlocks.ts';
import { logOdds } from '../../acquisition/multiLabelUncertainty.ts';
import { meanOverSamples } from '../../heads/head.ts';
import { rowOf, type Matrix } from '../../math/matrix.ts';
import { Rng } from '../../rng.ts';
import {
  labelProbabilitiesOf,
  probabilitiesOf,
  samplesOf,
  type PickReason,
  type QueryState,
} from '../queryState.ts';
import type { CandidateScores, Scorer } from '../scorer.ts';
import { predictedSizes } from '../predictedSizes.ts';

/** Scores candidates by an acquisition function. @param target label-set index, for `exploit` */
export function acquisitionScorer(acquisition: Acquisition, target?: number): Scorer {
  const { name } = acquisition;
  const byGap = acquisition.needs === 'proba' && acquisition.boundedByMargin === true;
  return {
    name,
    ...(byGap && { upperBounds: (flattest) => acquisition.fn(flattest, { rng: new Rng(0) }) }),
    async score(state) {
      const column = target === undefined ? -1 : state.columns.indexOf(target);
      const context = { rng: state.rng.fork(name), ...(column >= 0 && { target: column }) };
      if (acquisition.needs === 'bernoulli') return scoreMultiLabel(acquisition, state, context);
      if (acquisition.needs === 'samples') {
        const samples = await samplesOf(state, name);
        const { samples: k, classes, data } = samples;
        const meanOf = (i: number): Matrix =>
          meanOverSamples({
            samples: k,
            rows: 1,
            classes,
            data: data.subarray(i * k * classes, (i + 1) * k * classes),
          });
        const scores = await scoreSamples(acquisition.fn, samples, context, state.pause);
        return { scores, reason: (i) => reasonOf(acquisition, state, meanOf(i), scores[i]!) };
      }
      const p = await probabilitiesOf(state, name);
      const scores = await scoreProbabilities(acquisition, p, context, state.pause);
      const own = (i: number): Matrix => ({ rows: 1, cols: p.cols, data: rowOf(p, i) });
      return { scores, reason: (i) => reasonOf(acquisition, state, own(i), scores[i]!) };
    },
  };
}

/** Labels are named as unsure if their log-odds are less than this far from their threshold's. */
const unsure = 1;

/**
 * For multi-label records. The reason names the label whose odds are nearest to its threshold's,
 * and the next one if it is unsure as well.
 */
async function scoreMultiLabel(
  acquisition: BernoulliAcquisition,
  state: QueryState,
  context: AcquisitionContext,
): Promise<CandidateScores> {
  const plain = await labelProbabilitiesOf(state, acquisition.name);
  const { probabilities, thresholds } = plain;
  const all = acquisition.bySize ? { ...plain, sizes: await predictedSizes(state, plain) } : plain;
  const scores = await scoreLabels(acquisition, all, context, state.pause);
  const nearness = (i: number): Float32Array =>
    rowOf(probabilities, i).map((p, j) => -Math.abs(logOdds(p) - logOdds(thresholds[j]!)));
  const reason = (i: number): PickReason => {
    const near = nearness(i);
    const [a, b] = topTwoColumns(near);
    const value = acquisition.shown?.(scores[i]!) ?? scores[i]!;
    const both = b !== undefined && near[b]! > -unsure;
    return {
      kind: acquisition.name,
      value,
      ...(a !== undefined && !both && { label: state.columns[a]! }),
      ...(both && { a: state.columns[a!]!, b: state.columns[b]! }),
    };
  };
  return { scores, reason };
}

/** @param p 1 × c: the reason names the labels of the two largest values */
function reasonOf(
  acquisition: Acquisition,
  state: QueryState,
  p: Matrix,
  score: number,
): PickReason {
  const value = acquisition.shown?.(score) ?? score;
  const [a, b] = topTwoColumns(p.data);
  return {
    kind: acquisition.name,
    value,
    ...(a !== undefined && { a: state.columns[a]! }),
    ...(b !== undefined && { b: state.columns[b]! }),
  };
}

/** Columns of the two largest values, the first of ties; undefined if there are fewer. */
function topTwoColumns(p: Float32Array): (number | undefined)[] {
  let a: number | undefined;
  let b: number | undefined;
  for (let i = 0; i < p.length; i++) {
    if (a === undefined || p[i]! > p[a]!) {
      b = a;
      a = i;
    } else if (b === undefined || p[i]! > p[b]!) b = i;
  }
  return [a, b];
}
