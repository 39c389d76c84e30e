import type { MetricsStrings } from '../../protocol/metrics.ts';
import type { Localize } from '../localize.ts';
import { whyUnavailable } from './whyUnavailable.ts';

/** Every string of the metrics page. */
export function metricsStrings(l10n: Localize): MetricsStrings {
  return {
    title: l10n.t('Metrics'),
    learningCurve: l10n.t('Learning curve'),
    labelsAxis: l10n.t('training labels'),
    accuracy: l10n.t('accuracy'),
    macroF1: l10n.t('macro-F1'),
    rocAuc: l10n.t('ROC-AUC'),
    target: l10n.t('target'),
    band: l10n.t('95 % interval'),
    approximate: l10n.t('approximate'),
    perClass: l10n.t('Labels'),
    label: l10n.t('label'),
    precision: l10n.t('precision'),
    recall: l10n.t('recall'),
    f1: l10n.t('F1'),
    support: l10n.t('support'),
    tooFew: l10n.t('too few'),
    confusion: l10n.t('Confusion matrix'),
    confusionHint: l10n.t('Rows: the answer given. Columns: what the model said.'),
    uncertainty: l10n.t('Uncertainty of what is left of the pool'),
    pool: l10n.t('pool'),
    speed: l10n.t('speed'),
    labelled: l10n.t('labelled'),
    holdout: l10n.t('hold-out'),
    noRounds: l10n.t(
      'No round yet. The curve begins when every label has a few answers and the model was trained on them.',
    ),
    noHoldout: l10n.t(
      'No record of the hold-out is answered yet. They come up between the others, unmarked.',
    ),
    rounds: l10n.t('Rounds'),
    strategy: l10n.t('strategy'),
    forecast: l10n.t('Labels still needed'),
    stopping: l10n.t('When to stop'),
    risk: l10n.t('Error rate over the pool'),
    riskHint: l10n.t(
      'How often the model would be wrong, estimated from your answers outside the hold-out: each is weighed by how likely it was to be asked (LURE).',
    ),
    helping: l10n.t('Is it helping?'),
    helpingHint: l10n.t(
      'Two models are compared: one learnt from records drawn at random, one from as many that were chosen.',
    ),
    retrain: l10n.t('Retrain Now'),
    round: l10n.t('round'),
    stale: l10n.t('of an earlier embedding'),
    openPanel: l10n.t('Open Panel'),
    metric: l10n.t('Metric'),
    targetReached: l10n.t('target reached'),
    skipped: l10n.t('skipped'),
    unlabelled: l10n.t('unlabelled'),
    truth: l10n.t('answer given'),
    predicted: l10n.t('model said'),
    notLearntYet: l10n.t('not learnt yet'),
    sure: l10n.t('sure'),
    unsure: l10n.t('unsure'),
    unavailable: {
      noAnswers: whyUnavailable('noAnswers', l10n),
      oneClass: whyUnavailable('oneClass', l10n),
    },
  };
}
