import type { Localize } from '../../localize.ts';
import type { Forecast } from '../../metrics/forecast.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { Round } from '../../store/store.ts';
import type { ForecastView } from '../learnerView.ts';
import { measuredBy } from './stoppingAdvice.ts';

/**
 * How many more labels the target takes, or why that is unknown.
 * @param latest the last round of the present embedding
 * @param forecast undefined for a metric that has none
 */
export function forecastView(
  metric: NonNullable<ProjectFile['target']>['metric'],
  latest: Pick<Round, 'labels' | 'metrics'>,
  forecast: Forecast | undefined,
  localize: Localize,
): ForecastView {
  const measured = measuredBy(metric, latest);
  if (measured.value === null && measured.reason === 'fewPerLabel') {
    return {
      reason: localize(
        'Cannot tell yet: macro-F1 itself cannot be told until half of the labels have 10 answered hold-out records.',
      ),
    };
  }
  if (!forecast) return { reason: localize('Forecasts are made for accuracy and macro-F1 only.') };
  if (forecast.kind === 'aboutThere') return { aboutThere: true };
  if (forecast.kind === 'forecast') {
    const { low, high } = forecast.labels;
    return {
      low: Math.max(0, low - latest.labels),
      ...(high === null ? {} : { high: high - latest.labels }),
    };
  }
  switch (forecast.reason) {
    case 'fewRounds':
      return { reason: localize('Cannot tell yet: a forecast needs six rounds.') };
    case 'fewAnswers':
      return {
        reason: localize('Cannot tell yet: a forecast needs 50 answered hold-out records.'),
      };
    case 'notRising':
      return { reason: localize('Cannot tell: the curve does not rise.') };
    case 'outOfReach':
      return { reason: localize('The curve levels out below the target.') };
    case 'tooUncertain':
      return { reason: localize('Cannot tell yet: the hold-out is too small for a forecast.') };
    case 'tooFar':
      return {
        reason: localize('More than twenty times the labels given so far would be needed.'),
      };
    case 'disagree':
      return { reason: localize('Cannot tell yet: the last two rounds do not agree.') };
  }
}
