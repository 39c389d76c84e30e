import {
  crossing,
  meanCurve,
  normalisedArea,
  pairedDifference,
  type Curve,
  type PairedDifference,
} from '../metrics/learningCurve.ts';
import { answersInAll } from '../holdout/holdoutDue.ts';
import type { Comparison } from './compareStrategies.ts';
import type { MetricName } from './simulatedMetrics.ts';
import type { SimulatedCurve } from './simulate.ts';

/** The strategy that others are compared with. */
const baseline = 'random';

/** Default shares of the full-data metric whose price is reported. */
export const standardShares: readonly number[] = [0.95, 0.98];

/** The labelling cost of reaching a metric; null if the curve never stays at or above it. */
export type Price = {
  /** Number of training labels. */
  readonly labels: number;
  /** Training labels plus the hold-out records that a project asks for in between. */
  readonly answers: number;
  /** UTF-16 units of the texts with training labels. */
  readonly characters: number;
} | null;

export interface SummaryOptions {
  /** Shares of the full-data metric whose price is reported. */
  readonly shares?: readonly number[];
  /** Size of the hold-out. */
  readonly holdout?: number;
}

/** Single-label metrics by default. */
export interface MetricSummary<Metric extends string = MetricName> {
  readonly metric: Metric;
  /** Mean over seeds of the same head on the whole pool. */
  readonly fullData: number;
  readonly strategies: readonly StrategySummary[];
}

export interface StrategySummary {
  readonly name: string;
  readonly marks: readonly MarkSummary[];
  /**
   * Mean over seeds of the area under the curve divided by its width; null for a curve of one
   * point.
   */
  readonly area: number | null;
  readonly areaDifference: PairedDifference | null;
  /** One for each requested share. */
  readonly reached: readonly {
    readonly share: number;
    readonly target: number;
    readonly price: Price;
  }[];
}

/** A strategy at one number of labels. */
export interface MarkSummary {
  readonly labels: number;
  /** Mean over seeds. */
  readonly value: number;
  /** Strategy − random over paired seeds; null for random itself, or if it is missing. */
  readonly difference: PairedDifference | null;
  /** Labels from which the strategy stays at or above random's mean here. */
  readonly randomsValueAt: number | null;
}

/**
 * Means over seeds, differences from random over paired seeds, areas and crossings (the first point
 * from which the mean over seeds stays above).
 * @param metric skipped if a test set had only one class
 * @returns undefined if the metric is not available
 */
export function summarise<Scores extends object, Metric extends keyof Scores & string>(
  { curves, fullData }: Pick<Comparison<Scores>, 'curves' | 'fullData'>,
  metric: Metric,
  { shares = standardShares, holdout }: SummaryOptions = {},
): MetricSummary<Metric> | undefined {
  const of = (scores: Scores): number | null => scores[metric] as number | null;
  if (curves.some(({ points }) => points.some((point) => of(point) === null))) return undefined;
  const byStrategy = new Map<string, Curve[]>();
  for (const { name, points } of curves) {
    const curve = points.map((point) => plain(point.labels, of(point)!));
    byStrategy.set(name, [...(byStrategy.get(name) ?? []), curve]);
  }
  const random = byStrategy.get(baseline);
  const full = fullData.reduce((sum, scores) => sum + of(scores)!, 0) / fullData.length;
  const strategies = [...byStrategy].map(([name, own]): StrategySummary => {
    const versus = name === baseline ? undefined : random;
    const areas = own.map((curve) => normalisedArea(curve));
    return {
      name,
      marks: marksOf(own, versus),
      area: areas.includes(null) ? null : mean(areas as number[]),
      areaDifference:
        versus && !areas.includes(null)
          ? pairedDifference(
              areas as number[],
              versus.map((curve) => normalisedArea(curve)!),
              { seed: 1 },
            )
          : null,
      reached: shares.map((share) => ({
        share,
        target: share * full,
        price: priceOf(curves, name, crossing(own, share * full), holdout),
      })),
    };
  });
  return { metric, fullData: full, strategies };
}

function marksOf(own: readonly Curve[], random: readonly Curve[] | undefined): MarkSummary[] {
  const randomMean = new Map(meanCurve(random ?? []).map(({ labels, value }) => [labels, value]));
  return meanCurve(own).map(({ labels, value }) => {
    const randomValue = randomMean.get(labels);
    if (!random || randomValue === undefined) {
      return { labels, value, difference: null, randomsValueAt: null };
    }
    const at = (curve: Curve): number => curve.find((point) => point.labels === labels)!.value;
    return {
      labels,
      value,
      difference: pairedDifference(own.map(at), random.map(at), { seed: 1 }),
      randomsValueAt: crossing(own, randomValue),
    };
  });
}

function priceOf<Scores extends object>(
  curves: readonly SimulatedCurve<Scores>[],
  name: string,
  labels: number | null,
  holdout: number | undefined,
): Price {
  if (labels === null) return null;
  const read = curves.flatMap((curve) =>
    curve.name === name
      ? curve.points.filter((point) => point.labels === labels).map(({ characters }) => characters)
      : [],
  );
  return { labels, answers: answersInAll(labels, holdout), characters: mean(read) };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const plain = (labels: number, value: number): Curve[number] => ({
  labels,
  value,
  low: null,
  high: null,
});
