import type { MetricsHints, MetricsStrings } from '../../protocol/metrics.ts';
import type { Localize } from '../localize.ts';
import { whyUnavailable } from './unavailable.ts';

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
    worstConfusions: l10n.t('The ten worst confusions'),
    records: l10n.t('records'),
    ofAnswers: l10n.t('of its answers'),
    hints: metricsHints(l10n),
    uncertainty: l10n.t('Uncertainty of what is left of the pool'),
    pool: l10n.t('pool'),
    speed: l10n.t('speed'),
    accepted: l10n.t('suggestions accepted'),
    acceptedOf: l10n.t('labels given to records with a suggestion'),
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
    moreThan: l10n.t('more than {0}'),
    aboutThere: l10n.t('about there, not certain yet'),
    stopping: l10n.t('When to stop'),
    stoppingHint: l10n.t(
      'Advice, never a lock. “stopping” in the project file sets the numbers, and which rule advises.',
    ),
    rule: l10n.t('rule'),
    now: l10n.t('now'),
    wanted: l10n.t('stop at'),
    advises: l10n.t('advises'),
    met: l10n.t('met'),
    mayStop: l10n.t('may stop'),
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
    openPanel: l10n.t('Open Panel'),
    metric: l10n.t('Metric'),
    targetReached: l10n.t('target reached'),
    skipped: l10n.t('skipped'),
    unlabelled: l10n.t('unlabelled'),
    truth: l10n.t('answer given'),
    predicted: l10n.t('model said'),
    notLearntYet: l10n.t('not learnt yet'),
    fromDescription: l10n.t('from its description only'),
    reworded: l10n.t('descriptions changed'),
    vectorsChanged: l10n.t('vectors changed'),
    sure: l10n.t('sure'),
    unsure: l10n.t('unsure'),
    comparison: l10n.t('Two rounds compared'),
    comparisonHint: l10n.t(
      'Both on the same answered hold-out records. The intervals of each table hold together with 95 %, by a paired bootstrap. Of many pairs compared, some differ by chance.',
    ),
    compare: l10n.t('Compare…'),
    firstRound: l10n.t('First round'),
    secondRound: l10n.t('Second round'),
    swapRounds: l10n.t('Swap the rounds'),
    endComparison: l10n.t('End the comparison'),
    comparing: l10n.t('Comparing…'),
    difference: l10n.t('difference'),
    mended: l10n.t('From wrong to right'),
    broken: l10n.t('From right to wrong'),
    noneChanged: l10n.t('None.'),
    moreRecords: l10n.t('and {0} more'),
    unavailable: {
      noAnswers: whyUnavailable('noAnswers', l10n),
      oneClass: whyUnavailable('oneClass', l10n),
      fewPerLabel: whyUnavailable('fewPerLabel', l10n),
    },
  };
}

function metricsHints(l10n: Localize): MetricsHints {
  return {
    accuracy: l10n.t('Share of the hold-out records that the model labels as you did.'),
    macroF1: l10n.t(
      'Mean over the labels of how well the model finds each without false alarms: a rare label counts as much as a common one.',
    ),
    rocAuc: l10n.t(
      'Chance that the model ranks a record of a label above a record of another: .5 is guessing, 1 is never wrong.',
    ),
    holdout: l10n.t(
      'Records drawn at random that measure the model and never train it: answered so far, and wanted.',
    ),
    pool: l10n.t('All records of your files that can be asked.'),
    accepted: l10n.t(
      'How often you took the label that the model suggested; near 1 it may be leading you.',
    ),
    target: l10n.t(
      'What the project file wants to reach; it counts as reached when the lower end of the interval is above it three rounds running.',
    ),
    forecast: l10n.t(
      'How many more answers it will take to reach the target, if the curve goes on as it has.',
    ),
    c: l10n.t(
      'How closely the model follows your answers: a small C keeps it simple, a large C lets it fit each answer. It is chosen by cross-validation unless the project file sets it.',
    ),
    kappa: l10n.t(
      'κ says how far two rounds agree beyond chance: 0 is chance, 1 is the same prediction for every record.',
    ),
  };
}
