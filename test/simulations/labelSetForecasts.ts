// How often a forecast's range contains the crossing for records with several labels, on constructed curves
// and on those of real heads.
import { indicators, takeIndicators, type Indicators } from '../../src/core/heads/indicators.ts';
import { curveOfLabelSets, forecast } from '../../src/core/metrics/forecast.ts';
import { Rng } from '../../src/core/rng.ts';
import { drawCurve, drawProject, type ForecastRun } from './forecastRuns.ts';
import type { LabelSetCurve } from './labelSetCurves.ts';

/** Shares of twelve labels, from .3 down to .1, so that a hold-out suffices for macro-F1. */
const shares = Array.from({ length: 12 }, (_, j) => 0.3 * (1 / 3) ** (j / 11));

/** Share of the judgements whose hardness is drawn again in each round. */
const unsteady = 0.08;

/**
 * A project whose F1 follows a curve, for each label and hence overall. A judgement is as hard in one round
 * as in the next, except for a few that change sides, and as many labels are predicted as apply.
 */
export function constructedForecast(metric: 'microF1' | 'macroF1', seed: number): ForecastRun {
  const rng = new Rng(seed);
  const curve = drawCurve(rng);
  const { labels, now, crossing } = drawProject(rng);
  const records = 200 + rng.integer(201);
  const truth = indicators(records, shares.length);
  truth.data.forEach((_, at) => {
    truth.data[at] = Number(rng.uniform() < shares[at % shares.length]!);
  });
  const hardness = Float64Array.from(truth.data, () => rng.uniform());
  const rounds = labels.map((n) => {
    const level = curve(n) + 0.008 * rng.normal();
    return indicators(
      records,
      shares.length,
      truth.data.map((applies, at) => {
        const share = shares[at % shares.length]!;
        const hard = rng.uniform() < unsteady ? rng.uniform() : hardness[at]!;
        const edge = applies ? level : (share / (1 - share)) * (1 - level);
        return Number(hard < edge);
      }),
    );
  });
  const told = forecast({
    labels,
    records,
    curve: curveOfLabelSets(metric, rounds, truth),
    target: curve(crossing),
    seed,
  });
  return { forecast: told, now, crossing };
}

export interface HeadForecast {
  /** Records of the hold-out. */
  readonly holdout: number;
  /** Least number of labels in the project's last round. */
  readonly from: number;
}

/**
 * A project that has come some way along a curve of heads, with a hold-out drawn from the population.
 * The crossing is the round from which the population's micro-F1 stays at or above the target.
 * @returns undefined if the curve does not cross the target that was drawn
 */
export function headForecast(
  { labels, predicted, microF1, truth }: LabelSetCurve,
  { holdout, from }: HeadForecast,
  seed: number,
): ForecastRun | undefined {
  const rng = new Rng(seed);
  const last = labels.length - 1;
  const first = labels.findIndex((n) => n >= from);
  const present = first + rng.integer(last - first - 1);
  const now = labels[present]!;
  const ahead = Math.min(4, labels[last]! / now);
  const wanted = now * 1.05 * (ahead / 1.05) ** rng.uniform();
  const target = microF1[labels.findIndex((n) => n >= wanted)]!;
  let crossed = last + 1;
  while (crossed > 0 && microF1[crossed - 1]! >= target) crossed--;
  if (crossed > last || crossed <= present) return undefined;
  const rows = rng.sample(truth.rows, holdout);
  const rounds = predicted
    .slice(0, present + 1)
    .map((own): Indicators => takeIndicators(own, rows));
  const told = forecast({
    labels: labels.slice(0, present + 1),
    records: holdout,
    curve: curveOfLabelSets('microF1', rounds, takeIndicators(truth, rows)),
    target,
    seed,
  });
  return { forecast: told, now, crossing: labels[crossed]! };
}
