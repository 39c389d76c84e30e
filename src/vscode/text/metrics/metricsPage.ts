import type { MetricsHints, MetricsStrings } from '../../../protocol/metrics.ts';
import type { Localize } from '../../../core/localize.ts';
import { whyUnavailable } from '../messages/whyUnavailable.ts';

/** All strings of the metrics page. */
export function metricsStrings(localize: Localize): MetricsStrings {
  return {
    title: localize('Metrics'),
    learningCurve: localize('Learning curve'),
    labelsAxis: localize('training labels'),
    accuracy: localize('accuracy'),
    macroF1: localize('macro-F1'),
    rocAuc: localize('ROC-AUC'),
    microF1: localize('micro-F1'),
    macroAp: localize('average precision'),
    subsetAccuracy: localize('subset accuracy'),
    target: localize('target'),
    band: localize('95 % interval'),
    approximate: localize('approximate'),
    perClass: localize('Labels'),
    label: localize('label'),
    precision: localize('precision'),
    recall: localize('recall'),
    f1: localize('F1'),
    support: localize('support'),
    ap: localize('AP'),
    positives: localize('applies'),
    falsePositives: localize('wrongly predicted'),
    falseNegatives: localize('missed'),
    cardinality: localize('labels per record'),
    cardinalityText: localize('the model predicts {0}'),
    labelsAveraged: localize('of {0} of {1} labels'),
    perLabelHint: localize(
      'Hold-out records to which a label applies, and those for which the model predicts it wrongly or misses it. AP: how well the model ranks them above the others.',
    ),
    f1IntervalHint: localize('The 95 % interval is shown next to the F1 of each label.'),
    tooFew: localize('too few'),
    confusion: localize('Confusion matrix'),
    confusionHint: localize('Rows: your answers. Columns: the model’s predictions.'),
    worstConfusions: localize('The ten worst confusions'),
    records: localize('records'),
    ofAnswers: localize('of its answers'),
    hints: metricsHints(localize),
    uncertainty: localize('Uncertainty of what is left of the pool'),
    pool: localize('pool'),
    speed: localize('speed'),
    accepted: localize('suggestions accepted'),
    acceptedOf: localize('labels given to records with a suggestion'),
    labelled: localize('labelled'),
    holdout: localize('hold-out'),
    rounds: localize('Rounds'),
    strategy: localize('strategy'),
    forecast: localize('labels still needed'),
    moreThan: localize('more than {0}'),
    aboutThere: localize('about there, not certain yet'),
    stopping: localize('When to stop'),
    stoppingHint: localize(
      'Advice only: you can always go on. “stopping” in the project file sets the thresholds, and which rule advises.',
    ),
    rule: localize('rule'),
    now: localize('now'),
    wanted: localize('stop at'),
    advises: localize('advises'),
    met: localize('met'),
    mayStop: localize('may stop'),
    risk: localize('Error rate over the pool'),
    riskHint: localize(
      'How often the model would be wrong, estimated from your answers outside the hold-out: each is weighed by how likely it was to be asked (LURE).',
    ),
    strategyComparison: localize('Is it helping?'),
    strategyComparisonHint: localize(
      'Two models are compared: one learnt from records drawn at random, one from as many that were chosen.',
    ),
    retrain: localize('Retrain Now'),
    round: localize('round'),
    openPanel: localize('Open Panel'),
    metric: localize('Metric'),
    targetReached: localize('target reached'),
    skipped: localize('skipped'),
    unlabelled: localize('unlabelled'),
    truth: localize('answer given'),
    predicted: localize('model predicted'),
    notLearntYet: localize('not learnt yet'),
    fromDescription: localize('from its description only'),
    reworded: localize('descriptions changed'),
    vectorsChanged: localize('vectors changed'),
    sure: localize('sure'),
    unsure: localize('unsure'),
    comparison: localize('Two rounds compared'),
    comparisonHint: localize(
      'Both on the same answered hold-out records. The intervals of each table hold jointly with 95 % confidence. If you compare many pairs, some differ by chance.',
    ),
    compare: localize('Compare…'),
    firstRound: localize('First round'),
    secondRound: localize('Second round'),
    swapRounds: localize('Swap the rounds'),
    endComparison: localize('End the comparison'),
    comparing: localize('Comparing…'),
    difference: localize('difference'),
    corrected: localize('From wrong to right'),
    broken: localize('From right to wrong'),
    noneChanged: localize('None.'),
    moreRecords: localize('and {0} more'),
    unavailable: {
      noAnswers: whyUnavailable('noAnswers', localize),
      fewRecords: whyUnavailable('fewRecords', localize),
      oneClass: whyUnavailable('oneClass', localize),
      fewPerLabel: whyUnavailable('fewPerLabel', localize),
      noPositive: whyUnavailable('noPositive', localize),
      fewPositives: whyUnavailable('fewPositives', localize),
      partlyJudged: whyUnavailable('partlyJudged', localize),
    },
  };
}

function metricsHints(localize: Localize): MetricsHints {
  return {
    accuracy: localize('Share of the hold-out records that the model labels as you did.'),
    macroF1: localize(
      'Mean over the labels of how well the model finds each without false alarms: a rare label counts as much as a common one.',
    ),
    rocAuc: localize(
      'Chance that the model ranks a record of a label above a record of another: .5 is guessing, 1 is never wrong.',
    ),
    microF1: localize(
      'How well the model finds labels without false alarms, over all labels of all hold-out records: a common label counts more than a rare one.',
    ),
    macroAp: localize(
      'Mean over the labels of how well the model ranks records that a label applies to above the others: 1 is never wrong. Labels with fewer than 20 such hold-out records are left out.',
    ),
    subsetAccuracy: localize(
      'Share of the hold-out records for which the model predicts exactly the labels that you gave.',
    ),
    cardinality: localize(
      'How many labels apply to a hold-out record, on average, and how many the model predicts.',
    ),
    holdout: localize(
      'Records drawn at random that measure the model and never train it: answered so far, and wanted.',
    ),
    pool: localize('All records of your files that can be asked.'),
    accepted: localize(
      'How often you accepted the label that the model suggested; near 1 it may be influencing you.',
    ),
    target: localize(
      'The target of the project file; it counts as reached when the lower end of the interval is above it in three consecutive rounds.',
    ),
    forecast: localize(
      'How many more answers it will take to reach the target, if the curve continues as before.',
    ),
    c: localize(
      'How closely the model follows your answers: a small C keeps it simple, a large C lets it fit each answer. It is chosen by cross-validation unless the project file sets it.',
    ),
    kappa: localize(
      'κ says how far two rounds agree beyond chance: 0 is chance, 1 is the same prediction for every record.',
    ),
  };
}
