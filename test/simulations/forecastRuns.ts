// How often a forecast gives a range, and how often the range contains the crossing of the target.
import { curveOfPredictions, forecast, type Forecast } from '../../src/core/metrics/forecast.ts';
import { roundInterval } from '../../src/core/metrics/learningCurve.ts';
import { Rng } from '../../src/core/rng.ts';

export interface ForecastRun {
  readonly forecast: Forecast;
  /** Training labels of the last round. */
  readonly now: number;
  /** Training labels from which the head's accuracy on the pool stays at or above the target. */
  readonly crossing: number;
}

/** Bounds of the crossing, as multiples of the present labels. */
const leastAhead = 1.05;
const mostAhead = 4;

/** A random curve of accuracy over labels: a power law, or one of two other shapes. */
export function drawCurve(rng: Rng): (labels: number) => number {
  const ceiling = 0.75 + 0.23 * rng.uniform();
  const rise = 0.2 + 0.3 * rng.uniform();
  const pace = 0.35 + 0.5 * rng.uniform();
  const scale = 40 + 160 * rng.uniform();
  const shape = rng.integer(3);
  return (labels) => {
    if (shape === 0) return ceiling - rise * (labels / 40) ** -pace;
    if (shape === 1) return ceiling - rise * Math.exp(-Math.sqrt(labels / scale));
    return ceiling - rise / (1 + labels / scale);
  };
}

/** Training labels of a project's rounds, of its last round, and at the crossing of the target. */
export function drawProject(rng: Rng): { labels: number[]; now: number; crossing: number } {
  const present = 120 + rng.integer(480);
  const labels: number[] = [];
  for (let n = 20; n <= present; n += roundInterval(n)) labels.push(n);
  const now = labels.at(-1)!;
  return { labels, now, crossing: now * leastAhead * (mostAhead / leastAhead) ** rng.uniform() };
}

/**
 * A project whose accuracy on the pool follows such a curve, with noise in every round. A hold-out record is
 * as hard in one round as in the next, and a few records change sides from round to round.
 */
export function forecastRun(seed: number): ForecastRun {
  const rng = new Rng(seed);
  const curve = drawCurve(rng);
  const { labels, now, crossing } = drawProject(rng);
  const target = curve(crossing);
  const records = 100 + rng.integer(101);
  const hardness = Float64Array.from({ length: records }, () => rng.uniform());
  const truth = new Int32Array(records);
  const rounds = labels.map((n) => {
    const level = curve(n) + 0.008 * rng.normal();
    return Int32Array.from(hardness, (hard) => (hard + 0.04 * rng.normal() < level ? 0 : 1));
  });
  const told = forecast({
    labels,
    records,
    curve: curveOfPredictions('accuracy', rounds, truth, 2),
    target,
    seed,
  });
  return { forecast: told, now, crossing };
}

export interface ForecastSummary {
  readonly runs: number;
  /** Runs with a range, and those of them whose range contains the crossing. */
  readonly named: number;
  readonly held: number;
  /** Runs that cross the target within twice the labels, and those of them with a range. */
  readonly near: number;
  readonly nearNamed: number;
}

export function summariseForecasts(runs: readonly ForecastRun[]): ForecastSummary {
  const named = runs.filter(({ forecast: { kind } }) => kind !== 'cannotTell');
  const near = runs.filter(({ crossing, now }) => crossing <= 2 * now);
  return {
    runs: runs.length,
    named: named.length,
    held: named.filter(holds).length,
    near: near.length,
    nearNamed: near.filter(({ forecast: { kind } }) => kind !== 'cannotTell').length,
  };
}

function holds({ forecast: told, crossing }: ForecastRun): boolean {
  if (told.kind === 'cannotTell') return false;
  const { low, high } = told.labels;
  return low <= crossing && (high === null || crossing <= high);
}
