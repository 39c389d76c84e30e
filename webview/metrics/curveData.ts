import type { MetricsState, RoundView } from '../../src/protocol/metrics.ts';

/** The learning curve as columns of equal length, in ascending order of x. */
export interface CurveData {
  /** The round of each point. */
  readonly rounds: readonly RoundView[];
  /** Training labels. */
  readonly x: number[];
  /** null if the round has no value, or if another column holds it. */
  readonly value: (number | null)[];
  readonly low: (number | null)[];
  readonly high: (number | null)[];
  /**
   * Values of rounds with earlier embeddings or defaults, and former values of refitted rounds: a separate curve
   * without a band.
   */
  readonly stale: (number | null)[];
  /** Training labels of the first round on the current vectors, if earlier rounds were on others. */
  readonly vectorsChanged: number | undefined;
  /** The target value, if it is for the drawn metric. */
  readonly target: number | undefined;
  /** Training labels at which the project's stopping rule was met. */
  readonly mayStop: number | undefined;
  /** Columns of rounds before which descriptions changed while hold-out answers existed. */
  readonly reworded: readonly number[];
  /** The compared rounds that are drawn: columns and names. */
  readonly compared: readonly { readonly index: number; readonly name: string }[];
}

/** If two rounds have equally many labels (after an undo), the later one is drawn. */
export function curveData(state: MetricsState): CurveData {
  const { rounds, target, metric, comparison, stopping } = state;
  const byLabels = new Map<number, RoundView>();
  for (const round of rounds) {
    const other = byLabels.get(round.labels);
    if (!other || other.round < round.round) byLabels.set(round.labels, round);
  }
  const drawn = [...byLabels.values()].sort((a, b) => a.labels - b.labels);
  const fresh = (of: (round: RoundView) => number | undefined): (number | null)[] =>
    drawn.map((round) => (round.stale ? null : (of(round) ?? null)));
  return {
    rounds: drawn,
    x: drawn.map(({ labels }) => labels),
    value: fresh(({ value }) => value),
    low: fresh(({ low }) => low),
    high: fresh(({ high }) => high),
    stale: drawn.map(({ stale, value, refitted }) =>
      stale ? (value ?? null) : (refitted?.before ?? null),
    ),
    vectorsChanged: vectorsChanged(drawn),
    target: target?.metric === metric ? target.value : undefined,
    mayStop: stopping?.at,
    reworded: drawn.flatMap(({ reworded }, index) => (reworded === undefined ? [] : [index])),
    compared: [...new Set(comparison ? [comparison.first, comparison.second] : [])].flatMap(
      (number) => {
        const index = drawn.findIndex(({ round }) => round === number);
        return index < 0 ? [] : [{ index, name: String(number) }];
      },
    ),
  };
}

function vectorsChanged(drawn: readonly RoundView[]): number | undefined {
  const last = drawn.findLastIndex(({ refitted }) => refitted !== undefined);
  return last < 0 ? undefined : drawn[last + 1]?.labels;
}

/**
 * The range of the y axis within [0, 1], with a margin and at least .2 high, so that noise does not look like
 * progress.
 */
export function valueRange(data: CurveData): [number, number] {
  const values = [data.value, data.low, data.high, data.stale, data.target ?? null]
    .flat()
    .filter((value) => value !== null);
  if (values.length === 0) return [0, 1];
  const least = Math.min(...values);
  const max = Math.max(...values);
  const air = Math.max(0.03, (0.2 - (max - least)) / 2);
  return [Math.max(0, least - air), Math.min(1, max + air)];
}

/** The range of the x axis: from 0 to slightly beyond the last round. */
export function labelRange({ x }: CurveData): [number, number] {
  return [0, Math.max(10, (x.at(-1) ?? 0) * 1.04)];
}
