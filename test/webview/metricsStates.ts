// States of the metrics page for pictures and tests; the core computes the numbers.
import { changed, type Changes } from '../changed.ts';
import { matrix } from '../../src/core/math/matrix.ts';
import { evaluateHoldout } from '../../src/core/metrics/evaluate.ts';
import { Rng } from '../../src/core/rng.ts';
import type {
  ComparisonView,
  MetricsState,
  MetricsStrings,
  RoundView,
  StoppingRuleView,
} from '../../src/protocol/metrics.ts';
import { fourLabels, seventySevenLabels } from './annotateStates.ts';
import {
  measuredIn,
  singleMetricNames,
  type SingleMetrics,
} from '../../src/core/metrics/holdoutMetrics.ts';

export const metricsStrings: MetricsStrings = {
  title: 'Metrics',
  learningCurve: 'Learning curve',
  labelsAxis: 'training labels',
  accuracy: 'accuracy',
  macroF1: 'macro-F1',
  rocAuc: 'ROC-AUC',
  microF1: 'micro-F1',
  macroAp: 'average precision',
  subsetAccuracy: 'subset accuracy',
  target: 'target',
  band: '95 % interval',
  approximate: 'approximate',
  perClass: 'Labels',
  label: 'label',
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  support: 'support',
  ap: 'AP',
  positives: 'applies',
  falsePositives: 'wrongly predicted',
  falseNegatives: 'missed',
  cardinality: 'labels per record',
  cardinalityText: 'the model predicts {0}',
  labelsAveraged: 'of {0} of {1} labels',
  perLabelHint:
    'Hold-out records to which a label applies, and those for which the model predicts it wrongly or misses it. AP: how well the model ranks them above the others.',
  f1IntervalHint: 'The 95 % interval is shown next to the F1 of each label.',
  tooFew: 'too few',
  confusion: 'Confusion matrix',
  confusionHint: 'Rows: your answers. Columns: the model’s predictions.',
  worstConfusions: 'The ten worst confusions',
  records: 'records',
  ofAnswers: 'of its answers',
  hints: {
    accuracy: 'Share of the hold-out records that the model labels as you did.',
    macroF1: 'Mean over the labels of how well the model finds each without false alarms.',
    microF1:
      'How well the model finds labels without false alarms, over all labels of all records.',
    macroAp: 'Mean over the labels of how well the model ranks their records above the others.',
    subsetAccuracy:
      'Share of the records for which the model predicts exactly the labels that you gave.',
    rocAuc: 'Chance that the model ranks a record of a label above a record of another.',
    cardinality:
      'How many labels apply to a hold-out record, on average, and how many the model says.',
    holdout: 'Records drawn at random that measure the model and never train it.',
    pool: 'All records of your files that can be asked.',
    accepted: 'How often you took the label that the model suggested.',
    target: 'What the project file wants to reach.',
    forecast: 'How many more answers it will take to reach the target.',
    c: 'How closely the model follows your answers.',
    kappa: 'κ says how far two rounds agree beyond chance.',
  },
  uncertainty: 'Uncertainty of what is left of the pool',
  pool: 'pool',
  speed: 'speed',
  accepted: 'suggestions accepted',
  acceptedOf: 'labels given to records with a suggestion',
  labelled: 'labelled',
  holdout: 'hold-out',
  rounds: 'Rounds',
  round: 'round',
  strategy: 'strategy',
  forecast: 'labels still needed',
  moreThan: 'more than {0}',
  aboutThere: 'about there, not certain yet',
  stopping: 'When to stop',
  stoppingHint:
    'Advice only: you can always go on. “stopping” in the project file sets the thresholds, and which rule advises.',
  rule: 'rule',
  now: 'now',
  wanted: 'stop at',
  advises: 'advises',
  met: 'met',
  mayStop: 'may stop',
  risk: 'Error rate over the pool',
  riskHint: 'How often the model would be wrong, estimated from your answers outside the hold-out.',
  strategyComparison: 'Is it helping?',
  strategyComparisonHint:
    'Two models are compared: one learnt from records drawn at random, one from chosen ones.',
  retrain: 'Retrain Now',
  openPanel: 'Open Panel',
  metric: 'Metric',
  targetReached: 'reached',
  skipped: 'skipped',
  unlabelled: 'unlabelled',
  truth: 'truth',
  predicted: 'predicted',
  vectorsChanged: 'vectors changed',
  notLearntYet: 'not learnt yet',
  fromDescription: 'from its description only',
  reworded: 'descriptions changed',
  sure: 'sure',
  unsure: 'unsure',
  comparison: 'Two rounds compared',
  comparisonHint:
    'Both on the same answered hold-out records. The intervals of each table hold jointly with 95 % confidence. If you compare many pairs, some differ by chance.',
  compare: 'Compare…',
  firstRound: 'First round',
  secondRound: 'Second round',
  swapRounds: 'Swap the rounds',
  endComparison: 'End the comparison',
  comparing: 'Comparing…',
  difference: 'difference',
  corrected: 'From wrong to right',
  broken: 'From right to wrong',
  noneChanged: 'None.',
  moreRecords: 'and {0} more',
  unavailable: {
    noAnswers: 'No hold-out record has been answered in its turn yet.',
    fewRecords: 'Not measured yet: fewer than 10 records of the hold-out count.',
    oneClass: 'All answered hold-out records have the same label.',
    fewPerLabel:
      'Not computed yet: half of the labels have fewer than 10 answered hold-out records.',
    noPositive: 'No label applies to any answered hold-out record.',
    fewPositives:
      'Not computed yet: too many labels apply to only a few answered hold-out records.',
    partlyJudged: 'No answered hold-out record has every label judged.',
  },
};

/** A head that is right with probability `skill`, judged on `n` records of unbalanced labels. */
export function holdoutMetrics(names: readonly string[], n: number, skill: number): SingleMetrics {
  const random = new Rng(7);
  const probabilities = matrix(n, names.length);
  const truth = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    truth[i] = Math.floor(names.length * random.uniform() ** 2);
    const guess =
      random.uniform() < skill ? truth[i]! : Math.floor(names.length * random.uniform());
    for (let k = 0; k < names.length; k++) {
      probabilities.data[i * names.length + k] = (k === guess ? 0.6 : 0) + 0.4 / names.length;
    }
  }
  return evaluateHoldout({
    probabilities,
    headLabels: names.map((_, i) => i),
    truth,
    labelNames: names,
    seed: 1,
    resamples: 50,
  });
}

const values = [0.52, 0.61, 0.66, 0.71, 0.7, 0.76, 0.79, 0.8, 0.82, 0.81, 0.83, 0.84];

export const roundViews: RoundView[] = values.map((value, i) => ({
  round: i + 1,
  labels: 20 + 24 * i,
  strategy: i < 1 ? 'random' : 'margin',
  c: i < 4 ? 10 : 30,
  value,
  low: value - 0.09 + 0.004 * i,
  high: value + 0.08 - 0.004 * i,
}));

const { latest, labels } = {
  latest: holdoutMetrics(
    fourLabels.map(({ name }) => name),
    148,
    0.8,
  ),
  labels: fourLabels.map(({ name, color, variant, count }) => ({ name, color, variant, count })),
};

export function metricsState(more: Changes<MetricsState> = {}): MetricsState {
  const base: MetricsState = {
    project: 'reviews',
    metric: 'macroF1',
    metrics: singleMetricNames,
    rounds: roundViews,
    latest,
    labels,
    holdout: { answered: 148, size: 200, skipped: 3 },
    population: [
      'Metrics cover records with lang = en.',
      '12 records were prioritized by hand (8 still to come): they bias the answers, but not the hold-out.',
    ],
    risk: {
      error: 0.12,
      low: 0.08,
      high: 0.17,
      basis:
        'From 80 answers to records drawn at random, worth 50 drawn uniformly (Σv²/(Σv)² = 0.020).',
    },
    strategyComparison: {
      verdict: 'helping',
      message:
        'Yes: with 100 records chosen by margin the model is right more often than with 100 drawn at random, by 4.1 points (99 % interval 1.2 to 7.0). Looked at again with 140 of each.',
    },
    pool: { size: 10_000, labelled: 412, skipped: 9 },
    target: { metric: 'macroF1', value: 0.85, reached: false },
    uncertainty: {
      acquisition: 'margin',
      bins: [4120, 1630, 1010, 690, 520, 410, 330, 290, 310, 269],
    },
    forecast: { low: 120, high: 260 },
    speed: {
      short: '14/min',
      more: 'median 3.8 s · target in 9 min to 19 min',
      long: '14 records per minute, breaks left out. Half of the answers took less than 3.8 seconds. The target is 9 min to 19 min away at this speed.',
    },
    stopping: {
      stop: false,
      namesKappa: true,
      message:
        'Predictions still change from round to round (κ 0.962; they count as stable from 0.99).',
      rules: rulesOf(false),
    },
    noRounds: 'No round yet. Label 14 more records to see the first one.',
    noHoldout:
      'No record of the hold-out is answered yet. They come up between the others, unmarked.',
  };
  const state = changed(base, more);
  const measured = state.latest && measuredIn(state.latest, state.metric);
  return { ...state, ...(measured && { measured }) };
}

function rulesOf(stable: boolean): readonly StoppingRuleView[] {
  return [
    {
      name: 'stable predictions',
      hint: 'Agreement beyond chance (Cohen’s κ) of the model with that of the previous round, on records that nobody was asked about.',
      now: stable ? '0.993' : '0.962',
      wanted: 'at least 0.990',
      met: stable,
      advises: true,
    },
    {
      name: 'changed predictions',
      hint: 'Share of the predictions that the last round changed.',
      now: stable ? '0.4 %' : '2.1 %',
      wanted: 'at most 0.5 %',
      met: stable,
      advises: false,
    },
    {
      name: 'doubt',
      hint: 'Mean entropy of the predictions: 0 is certain of everything, 1 of nothing.',
      now: '0.214',
      wanted: 'at most 0.050',
      met: false,
      advises: false,
    },
  ];
}

export function changedRecord(i: number, truth: number, said: string): ChangedRecord {
  const { name, color, variant } = fourLabels[truth]!;
  const texts = [
    'The parcel arrived two weeks late and now the app says that I owe a fee for returning it.',
    'قيل لي إن المبلغ سيعاد خلال خمسة أيام',
    'Charged twice for one order, bank shows both of them, please put it right before Friday.',
  ];
  const source = `reviews.jsonl:${100 + i}`;
  return {
    id: `r${i}`,
    text: texts[i % 3]!,
    source,
    truth: name,
    look: { color, variant },
    first: said,
    second: said,
  };
}

type ChangedRecord = Extract<
  ComparisonView,
  { readonly kind: 'compared' }
>['corrected']['shown'][number];

/** Round 3 compared with the last one: better, with too few records of some labels to tell. */
export const sampleComparison: Extract<ComparisonView, { readonly kind: 'compared' }> = {
  first: 3,
  second: 12,
  kind: 'compared',
  outcome: 'better',
  verdict:
    'Round 12 is better than round 3 (macro-F1, accuracy): of 148 records, 19 became right and 3 wrong.',
  metrics: [
    {
      name: 'macro-F1',
      first: 0.66,
      second: 0.84,
      difference: { value: 0.18, low: 0.07, high: 0.28 },
    },
    {
      name: 'accuracy',
      first: 0.72,
      second: 0.83,
      difference: { value: 0.11, low: 0.05, high: 0.17 },
    },
    {
      name: 'ROC-AUC',
      first: 0.88,
      second: 0.9,
      difference: { value: 0.02, low: -0.01, high: 0.05 },
    },
  ],
  classes: fourLabels.map(({ name, color, variant }, i) => ({
    name,
    look: { color, variant },
    first: 0.6 + 0.05 * i,
    second: 0.8 - 0.06 * i,
    ...(i < 3
      ? { difference: { value: 0.2 - 0.11 * i, low: 0.08 - 0.12 * i, high: 0.3 - 0.12 * i } }
      : { reason: 'too few to tell (7)' }),
  })),
  corrected: {
    count: 19,
    shown: Array.from({ length: 12 }, (_, i) => changedRecord(i, i % 2, 'Other')),
  },
  broken: { count: 3, shown: [0, 1, 2].map((i) => changedRecord(50 + i, 2, 'Delivery')) },
};

const manyNames = seventySevenLabels.map(({ name }) => name);

export const metricsScenes: Readonly<Record<string, MetricsState>> = {
  full: metricsState(),
  reached: metricsState({
    target: { metric: 'macroF1', value: 0.75, reached: true },
    forecast: undefined,
    stopping: {
      stop: true,
      namesKappa: true,
      at: roundViews.at(-1)!.labels,
      rules: rulesOf(true),
      message:
        'The last 60 labels hardly changed the predictions (κ 0.993). On the records compared, they changed F1 of Refund by at most 0.04. You may stop here, or go on.',
    },
    rounds: roundViews.map((round, i) => ({
      ...round,
      ...(i < 5 && { stale: 'of an earlier embedding' }),
    })),
  }),
  'open-forecast': metricsState({ forecast: { low: 1200 } }),
  'about-there': metricsState({ forecast: { aboutThere: true } }),
  compared: metricsState({ comparison: sampleComparison }),
  comparing: metricsState({ comparison: { first: 3, second: 12, kind: 'working' } }),
  'not-comparable': metricsState({
    rounds: roundViews.map((round, i) => ({
      ...round,
      ...(i < 5 && { stale: 'of an earlier embedding' }),
    })),
    comparison: {
      first: 2,
      second: 12,
      kind: 'failed',
      message:
        'Round 2 was trained on an earlier embedding, so its model can no longer predict the hold-out. Choose a later one.',
    },
  }),
  empty: metricsState({
    rounds: [],
    latest: undefined,
    target: undefined,
    uncertainty: undefined,
    forecast: undefined,
    stopping: undefined,
    holdout: { answered: 0, size: 200, skipped: 0 },
    pool: { size: 10_000, labelled: 6, skipped: 0 },
    busy: { what: 'Embedding', step: 1200, steps: 7200 },
  }),
  many: metricsState({
    latest: holdoutMetrics(manyNames, 200, 0.6),
    labels: seventySevenLabels,
    rounds: roundViews
      .slice(0, 1)
      .map((round) => ({ ...round, value: 0.61, low: 0.54, high: 0.67 })),
    metric: 'accuracy',
    forecast: { reason: 'Cannot tell yet: a forecast needs six rounds.' },
  }),
};
