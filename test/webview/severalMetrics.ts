// States of the metrics page for several labels per record; the core computes the numbers.
import { indicators, NO, YES } from '../../src/core/heads/indicators.ts';
import { matrix } from '../../src/core/math/matrix.ts';
import { evaluateMultiHoldout } from '../../src/core/metrics/evaluateMulti.ts';
import { multiMetricNames, type MultiMetrics } from '../../src/core/metrics/holdoutMetrics.ts';
import { Rng } from '../../src/core/rng.ts';
import type { ComparisonView, MetricsState } from '../../src/protocol/metrics.ts';
import type { Changes } from '../changed.ts';
import { changedRecord, metricsState, roundViews, sampleComparison } from './metricsStates.ts';
import { emotionLabels } from './severalStates.ts';

/**
 * Metrics of a head that finds each label with probability `skill`; labels go from common to rare.
 * @param columns how many labels it has learnt; if not all, the last of them from its description
 */
function multiMetrics(
  names: readonly string[],
  n: number,
  skill: number,
  columns = names.length,
): MultiMetrics {
  const random = new Rng(11);
  const c = names.length;
  const probabilities = matrix(n, columns);
  const [truth, predicted] = [indicators(n, c), indicators(n, c)];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < c; j++) {
      const share = 0.28 * 0.86 ** j + 0.004;
      const applies = random.uniform() < share;
      const said =
        j < columns &&
        (applies ? random.uniform() < skill : random.uniform() < share * (1 - skill));
      truth.data[i * c + j] = applies ? YES : NO;
      predicted.data[i * c + j] = said ? YES : NO;
      const p = 0.5 * Number(said) + 0.4 * random.uniform();
      if (j < columns) probabilities.data[i * columns + j] = p;
    }
  }
  return evaluateMultiHoldout({
    probabilities,
    headLabels: names.map((_, j) => j).slice(0, columns),
    described: columns < c ? [columns - 1] : [],
    predicted,
    truth,
    labelNames: names,
    seed: 1,
    resamples: 50,
  });
}

/** Emotions: the head has not learnt the rarest yet, and knows the one before it by description. */
const emotionNames = emotionLabels.map(({ name }) => name);
const severalLatest = multiMetrics(emotionNames, 400, 0.62, emotionNames.length - 1);

export function severalMetricsState(more: Changes<MetricsState> = {}): MetricsState {
  return metricsState({
    metric: 'microF1',
    metrics: multiMetricNames,
    latest: severalLatest,
    labels: emotionLabels,
    rounds: roundViews.map(({ value = 0, low = 0, high = 0, ...round }, i) => ({
      ...round,
      strategy: i < 1 ? 'random' : 'mmc',
      value: value - 0.2,
      low: low - 0.17,
      high: high - 0.23,
    })),
    target: { metric: 'microF1', value: 0.66, reached: false },
    holdout: { answered: 400, size: 400, skipped: 6 },
    uncertainty: {
      acquisition: 'mmc',
      bins: [4120, 1630, 1010, 690, 520, 410, 330, 290, 310, 269],
    },
    ...more,
  });
}

/** Records with a label set have no colour of their own. */
function withoutLook({ look: _, ...record }: ReturnType<typeof changedRecord>) {
  return record;
}

/** Round 3 compared with the last one, for several labels per record. */
const severalCompared: ComparisonView = {
  ...sampleComparison,
  verdict:
    'Round 12 is better than round 3 (micro-F1): of 400 records, 61 became right and 19 wrong.',
  metrics: [
    {
      name: 'micro-F1',
      first: 0.46,
      second: 0.64,
      difference: { value: 0.18, low: 0.11, high: 0.25 },
    },
    {
      name: 'macro-F1',
      first: 0.31,
      second: 0.35,
      difference: { value: 0.04, low: -0.02, high: 0.09 },
    },
    { name: 'average precision', first: 0.48, second: 0.55 },
    {
      name: 'subset accuracy',
      first: 0.21,
      second: 0.32,
      difference: { value: 0.11, low: 0.06, high: 0.16 },
    },
  ],
  corrected: {
    count: 61,
    shown: [0, 1, 2].map((i) => ({
      ...withoutLook(changedRecord(i, 0, '')),
      truth: 'joy, surprise',
      first: i === 0 ? 'none of these' : 'joy, admiration, amusement',
      second: 'joy, surprise',
    })),
  },
};

export const severalMetricsScenes: Readonly<Record<string, MetricsState>> = {
  several: severalMetricsState(),
  'several-precision': severalMetricsState({ metric: 'macroAp' }),
  'several-compared': severalMetricsState({ comparison: severalCompared }),
  'several-few': severalMetricsState({
    metric: 'macroF1',
    latest: multiMetrics(emotionNames, 60, 0.4),
    rounds: roundViews.slice(0, 2).map(({ value: _, low: __, high: ___, ...round }) => ({
      ...round,
      reason: 'Not computed yet: too many labels apply to only a few answered hold-out records.',
    })),
    holdout: { answered: 60, size: 400, skipped: 0 },
    forecast: { reason: 'Cannot tell yet: a forecast needs six rounds.' },
  }),
};
