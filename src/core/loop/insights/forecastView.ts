import { message } from '../../messages/messages.ts';
import type { InsightMessages } from '../../messages/insightMessages.ts';
import type { UnavailableReason } from '../../metrics/estimate.ts';
import type { Forecast } from '../../metrics/forecast.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { Round } from '../../store/storedRounds.ts';
import type { ForecastView } from '../learnerView.ts';
import { measuredBy } from './stoppingAdvice.ts';

/**
 * How many more labels the target needs, or why that is unknown.
 * @param latest the last round of the current embedding
 * @param forecast undefined for a metric that has none
 */
export function forecastView(
  metric: NonNullable<ProjectFile['target']>['metric'],
  latest: Pick<Round, 'labels' | 'metrics'>,
  forecast: Forecast | undefined,
): ForecastView {
  const measured = measuredBy(metric, latest);
  if (measured.value === null && unknownYet.has(measured.reason)) return none('macroF1Unknown');
  if (!forecast) return none('otherMetric');
  if (forecast.kind === 'aboutThere') return { aboutThere: true };
  if (forecast.kind === 'cannotTell') return none(forecast.reason);
  const { low, high } = forecast.labels;
  return {
    low: Math.max(0, low - latest.labels),
    ...(high === null ? {} : { high: high - latest.labels }),
  };
}

/** Reasons why macro-F1 is unavailable, for either task. */
const unknownYet: ReadonlySet<UnavailableReason> = new Set(['fewPerLabel', 'fewPositives']);

function none(why: InsightMessages['forecast.none']['why']): ForecastView {
  return { reason: message('forecast.none', { why }) };
}
