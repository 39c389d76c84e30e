import type { Localize } from '../../../core/localize.ts';
import type { InsightMessages } from '../../../core/messages/insightMessages.ts';
import type { Texts } from './texts.ts';

export const insightTexts: Texts<InsightMessages> = {
  'forecast.none': ({ why }, localize) => whyNoForecast(why, localize),
  'helping.tooFew': ({ needed, available }, localize) =>
    localize(
      'Cannot tell yet: this needs {0} answers to records drawn at random (those of the hold-out count) and as many to chosen records; there are {1} pairs so far.',
      needed,
      available,
    ),
  'helping.compared': (comparison, localize) =>
    `${strategyVerdictText(comparison, localize)} ${localize('They are compared again at {0} of each.', comparison.next)}`,
  'risk.headKind': (_, localize) => localize('It is available for the logistic head only.'),
  'risk.partOfPool': (_, localize) =>
    localize(
      'Records are drawn from a part of the pool, so nothing is known about the rest. The estimate is available after “Embed All”, from records drawn since then.',
    ),
  'risk.notByChance': (_, localize) => localize('Some answers were not drawn by chance.'),
  'risk.partlyJudged': (_, localize) =>
    localize(
      'Some of these records have labels that were not judged, so it is not known whether the model is right about them.',
    ),
  'risk.byRule': ({ rule, picks }, localize) =>
    localize(
      'With {0} it is not known how likely each pick was. The estimate is available with the strategy "rank-power" or "random", after {1} consecutive answers to records drawn at random.',
      rule,
      picks,
    ),
  'risk.fewPicks': ({ needed, available }, localize) =>
    localize(
      'It needs {0} consecutive answers to records drawn at random; there are {1} so far.',
      needed,
      available,
    ),
  'scope.filter': ({ filter }, localize) => {
    const parts = filter.map(
      ({ field, oneOf }) => `${field} = ${oneOf.join(` ${localize('or')} `)}`,
    );
    return localize('Metrics cover records with {0}.', parts.join(` ${localize('and')} `));
  },
  'scope.part': ({ records, of, toAsk }, localize) =>
    localize(
      'Metrics cover {0} of {1} records until {2} hold-out records of the others have been asked.',
      records,
      of,
      toAsk,
    ),
  'scope.waiting': ({ records }, localize) =>
    records === 1
      ? localize(
          '1 hold-out record was labelled by hand or by an import before its turn. When its turn comes, it is asked again, blind.',
        )
      : localize(
          '{0} hold-out records were labelled by hand or by an import before their turn. When their turn comes, they are asked again, blind.',
          records,
        ),
  'scope.between': ({ records }, localize) =>
    localize(
      'Near-duplicates of both hold-out and training records, neither asked nor trained on: {0}.',
      records,
    ),
  'scope.putFirst': ({ total, remaining }, localize) =>
    total === 1
      ? localize(
          '1 record was prioritized by hand ({0} still to come): it biases the answers, but not the hold-out.',
          remaining,
        )
      : localize(
          '{0} records were prioritized by hand ({1} still to come): they bias the answers, but not the hold-out.',
          total,
          remaining,
        ),
  'rounds.nothingToCompareWith': ({ round }, localize) =>
    localize('There is nothing to compare round {0} with yet.', round),
  'rounds.noHoldoutAnswers': (_, localize) =>
    localize(
      'Rounds are compared on the hold-out, but no record of it has been answered yet. Its records are asked between the others.',
    ),
  'rounds.unknown': ({ round }, localize) =>
    localize('There is no round {0} in this project.', round),
  'rounds.stillEmbedding': (_, localize) =>
    localize('The texts are still being embedded. Rounds are compared after that.'),
  'rounds.earlierEmbedding': ({ round }, localize) =>
    localize(
      'Round {0} was trained on an earlier embedding, so its model can no longer predict the hold-out. Choose a later one.',
      round,
    ),
};

function whyNoForecast(why: InsightMessages['forecast.none']['why'], localize: Localize): string {
  switch (why) {
    case 'macroF1Unknown':
      return localize(
        'Cannot tell yet: macro-F1 is not computed until half of the labels have 10 answered hold-out records.',
      );
    case 'otherMetric':
      return localize('Forecasts are made for accuracy and macro-F1 only.');
    case 'fewRounds':
      return localize('Cannot tell yet: a forecast needs six rounds.');
    case 'fewAnswers':
      return localize('Cannot tell yet: a forecast needs 50 answered hold-out records.');
    case 'notRising':
      return localize('Cannot tell: the curve does not rise.');
    case 'outOfReach':
      return localize('The curve levels out below the target.');
    case 'tooUncertain':
      return localize('Cannot tell yet: the hold-out is too small for a forecast.');
    case 'tooFar':
      return localize('More than twenty times the labels given so far would be needed.');
    case 'disagree':
      return localize('Cannot tell yet: the forecasts of the last two rounds do not agree.');
  }
}

function strategyVerdictText(
  comparison: InsightMessages['helping.compared'],
  localize: Localize,
): string {
  const { verdict, ofSets } = comparison;
  const figures = strategyFigures(comparison);
  switch (verdict) {
    case 'helping':
      return ofSets
        ? localize(
            'Yes: with {0} records chosen by {1} the model’s labels agree better with yours than with {0} drawn at random, by {2} points of micro-F1 ({3} % interval {4} to {5}).',
            ...figures,
          )
        : localize(
            'Yes: with {0} records chosen by {1} the model is right more often than with {0} drawn at random, by {2} points ({3} % interval {4} to {5}).',
            ...figures,
          );
    case 'hurting':
      return ofSets
        ? localize(
            'No: with {0} records chosen by {1} the model’s labels agree less with yours than with {0} drawn at random, by {2} points of micro-F1 ({3} % interval {4} to {5}). Another strategy, such as “random”, may work better.',
            ...figures,
          )
        : localize(
            'No: with {0} records chosen by {1} the model is right less often than with {0} drawn at random, by {2} points ({3} % interval {4} to {5}). Another strategy, such as “random”, may work better.',
            ...figures,
          );
    case 'noDifferenceSeen':
      return ofSets
        ? localize(
            'No difference seen so far between {0} records chosen by {1} and {0} drawn at random: {2} points of micro-F1 ({3} % interval {4} to {5}).',
            ...figures,
          )
        : localize(
            'No difference seen so far between {0} records chosen by {1} and {0} drawn at random: {2} points of accuracy ({3} % interval {4} to {5}).',
            ...figures,
          );
  }
}

/**
 * Arguments of the texts: records per arm, strategy, difference in percentage points, confidence level and
 * interval. The sign is flipped for `hurting`.
 */
function strategyFigures({
  verdict,
  size,
  strategy,
  difference,
  low,
  high,
  confidence,
}: InsightMessages['helping.compared']): (string | number)[] {
  const level = (100 * confidence).toFixed(1).replace(/\.0$/, '');
  const [mean, from, to] =
    verdict === 'hurting' ? [-difference, -high, -low] : [difference, low, high];
  const points = (value: number): string => (100 * value).toFixed(1);
  return [size, strategy, points(mean), level, points(from), points(to)];
}
