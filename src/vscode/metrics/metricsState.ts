import type { Message } from '../../core/messages/message.ts';
import { textOf } from '../text/messages/textOf.ts';
import { countOf } from '../../core/labels.ts';
import { stylesOf } from '../../core/labelSet/labelStyles.ts';
import type { LearnerView, RoundSummary } from '../../core/loop/learnerView.ts';
import type { PoolRisk } from '../../core/loop/insights/poolRisk.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type {
  ComparisonView,
  CurveMetric,
  MetricsState,
  RoundView,
} from '../../protocol/metrics.ts';
import {
  measuredIn,
  multiMetricNames,
  singleMetricNames,
} from '../../core/metrics/holdoutMetrics.ts';
import type { Localize } from '../../core/localize.ts';
import { formatSpeed } from '../text/speedText.ts';
import { formatQuery } from '../text/strategies.ts';
import { whyAccuracy } from '../text/metrics/metricNames.ts';
import { holdoutAdvice } from '../text/metrics/holdoutAdvice.ts';
import { formatEarlierVectors, formatRefitted } from '../text/metrics/earlierVectors.ts';
import { whyNoNumbers } from '../text/metrics/noNumbers.ts';
import { formatReworded } from '../text/metrics/reworded.ts';
import { formatTemperature } from '../text/messages/temperatureText.ts';
import { stoppingView } from '../text/metrics/stoppingView.ts';
import { whyUnavailable } from '../text/messages/whyUnavailable.ts';

export interface MetricsInput {
  readonly name: string;
  /** Undefined while the project file cannot be read. */
  readonly project: ProjectFile | undefined;
  readonly view: LearnerView;
  /** The curve's metric. */
  readonly metric: CurveMetric;
  readonly comparison?: ComparisonView | undefined;
  readonly localize: Localize;
}

/** The state that the metrics page draws. */
export function metricsState(input: MetricsInput): MetricsState {
  const { name, project, view, metric, comparison, localize } = input;
  const { labels = [], target } = project ?? {};
  const styles = stylesOf(labels, view.styles);
  const latest = view.rounds.at(-1)?.metrics;
  const measured = latest && measuredIn(latest, metric);
  const speed = formatSpeed(view, localize);
  const why =
    whyAccuracy(project, view, localize) ?? (project && holdoutAdvice(project, view, localize));
  const inLanguage = (message: Message): string => textOf(message, localize);
  const population = [
    ...(why === undefined ? [] : [why]),
    ...(view.population ?? []).map(inLanguage),
  ];
  return {
    project: name,
    metric,
    metrics: project?.task === 'multi' ? multiMetricNames : singleMetricNames,
    rounds: view.rounds.map((round) => roundView(round, view.rounds.at(-1), metric, localize)),
    labels: labels.map((label, i) => ({
      name: label.name,
      color: styles[i]!.color,
      variant: styles[i]!.variant,
      count: countOf(view.counts.byLabel, label.name),
    })),
    holdout: view.holdout,
    pool: {
      size: view.pool.size,
      labelled: view.counts.labelled,
      skipped: view.counts.skipped,
    },
    ...(latest ? { latest } : {}),
    ...(measured ? { measured } : {}),
    ...(target && target.metric !== 'microF1'
      ? { target: { ...target, metric: target.metric, reached: view.targetReached } }
      : {}),
    ...(view.uncertainty ? { uncertainty: view.uncertainty } : {}),
    ...(view.forecast ? { forecast: forecastOf(view.forecast, localize) } : {}),
    ...(view.stopping ? { stopping: stoppingView(view.stopping, localize) } : {}),
    ...(view.risk ? { risk: riskView(view.risk, project, localize) } : {}),
    ...(view.strategyComparison
      ? {
          strategyComparison: {
            verdict: view.strategyComparison.verdict,
            message: inLanguage(view.strategyComparison.message),
          },
        }
      : {}),
    ...(population.length > 0 ? { population } : {}),
    ...(speed ? { speed } : {}),
    ...(view.suggestions ? { suggestions: view.suggestions } : {}),
    ...(view.busy ? { busy: { ...view.busy, what: textOf(view.busy.what, localize) } } : {}),
    ...(comparison ? { comparison } : {}),
    ...whyNoNumbers(view, localize),
  };
}

function forecastOf(
  forecast: NonNullable<LearnerView['forecast']>,
  localize: Localize,
): NonNullable<MetricsState['forecast']> {
  return 'reason' in forecast ? { reason: textOf(forecast.reason, localize) } : forecast;
}

function riskView(
  risk: PoolRisk,
  project: ProjectFile | undefined,
  localize: Localize,
): NonNullable<MetricsState['risk']> {
  if (risk.kind === 'notAvailable') return { reason: textOf(risk.reason, localize) };
  const { error, low, high, picks, concentration } = risk;
  const basis = localize(
    'From {0} answers to records drawn at random, worth {1} drawn uniformly (Σv²/(Σv)² = {2}).',
    picks,
    Math.round(1 / concentration),
    concentration.toFixed(3),
  );
  if (project?.task !== 'multi') return { error, low, high, basis };
  const what = localize('A record counts as wrong unless its labels match yours exactly.');
  return { error, low, high, basis: `${what} ${basis}` };
}

function roundView(
  round: RoundSummary,
  latest: RoundSummary | undefined,
  metric: CurveMetric,
  localize: Localize,
): RoundView {
  const { round: number, labels, c, s, temperature, reworded, metrics } = round;
  const stale = formatEarlierVectors(round, latest, localize);
  const refitted = refittedView(round, metric, localize);
  const measured = (metrics && measuredIn(metrics, metric)) ?? {
    value: null,
    reason: 'noAnswers' as const,
  };
  return {
    round: number,
    labels,
    strategy: formatQuery(round, localize),
    c,
    ...(stale ? { stale } : {}),
    ...(s === undefined ? {} : { s }),
    ...(temperature === undefined ? {} : { calibrated: formatTemperature(temperature, localize) }),
    ...(reworded ? { reworded: formatReworded(reworded, localize) } : {}),
    ...(refitted ? { refitted } : {}),
    ...(measured.value === null
      ? { reason: whyUnavailable(measured.reason, localize) }
      : { value: measured.value, low: measured.low, high: measured.high }),
  };
}

function refittedView(
  round: RoundSummary,
  metric: CurveMetric,
  localize: Localize,
): RoundView['refitted'] {
  const message = formatRefitted(round, localize);
  if (message === undefined) return undefined;
  const { c, metrics } = round.original!;
  const previousValue = (metrics && measuredIn(metrics, metric)?.value) ?? undefined;
  return {
    message,
    c,
    ...(previousValue === undefined ? {} : { before: previousValue }),
  };
}
