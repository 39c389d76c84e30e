import { NO, UNKNOWN, YES } from '../heads/indicators.ts';
import { FEW_RECORDS } from './classification.ts';
import { normalQuantile, studentQuantile } from './distributions.ts';
import { checkConfidence, checkSameLength, type Estimate } from './estimate.ts';
import { wilson } from './intervals.ts';
import { f1Of } from './labelOutcomes.ts';

/** Independent records of a test set. */
export interface SampledRecords {
  /** n multiplicities; default 1. */
  readonly weights?: ArrayLike<number> | undefined;
  /** Near-duplicate group of each record; default one group per record. */
  readonly groups?: ArrayLike<number> | undefined;
}

/** Decisions in one unit that are true or predicted: number of hits, and of hits and errors. */
export interface UnitOfDecisions {
  hits: number;
  all: number;
}

/**
 * F1 with its interval; null if nothing is true or predicted. F1 = 2J / (1 + J) with J = hits /
 * (hits + errors), a proportion of clustered decisions: Wilson's interval of J at the effective
 * size that explains their variance between units (Rao & Scott 1992; Korn & Graubard 1998), with
 * Student's t and a degree of freedom per unit. Unlike a bootstrap, it is valid for few records and
 * without errors.
 */
export function clusteredF1Interval(
  units: readonly UnitOfDecisions[],
  confidence = 0.95,
): Estimate | null {
  const { hits, all } = totalOf(units);
  if (!(all > 0)) return null;
  const share = hits / all;
  let spread = 0;
  let squares = 0;
  for (const own of units) {
    spread += (own.hits - share * own.all) ** 2;
    squares += own.all ** 2;
  }
  const freedom = Math.max(1, units.length - 1);
  const variance = (spread * units.length) / (freedom * all ** 2);
  // Without hits or without errors the variance is 0: the units' sizes alone determine the
  // effective size.
  const kish = all ** 2 / squares;
  const size = variance > 0 ? Math.min((share * (1 - share)) / variance, all) : kish;
  const t = studentQuantile(1 - (1 - confidence) / 2, freedom);
  const z = normalQuantile(1 - (1 - confidence) / 2);
  // Wilson's z is t: an effective size smaller by z²/t² does the same.
  return ofJaccard(wilson(share, (size * z * z) / (t * t), confidence));
}

/** One label on n records. */
export interface LabelOfRecords extends SampledRecords {
  /** n of YES, NO, UNKNOWN. Records on which it is unknown are left out. */
  readonly truth: ArrayLike<number>;
}

/**
 * F1 of one label with its interval; null if it neither applies nor is predicted. Given the records
 * that it applies to or is predicted for, the hits among them are binomial, and the interval is
 * Wilson's of their share J (Lam, Gopal & Qian 2023, arXiv 2309.14621, "indirect"). If units have
 * several such records, it is the `clusteredF1Interval` of the units with any, since the others
 * carry no information. A bootstrap covers 70 to 90 % with 20 to 30 positives on GoEmotions.
 * @param predicted n of YES or NO
 */
export function labelF1Interval(
  { truth, weights, groups }: LabelOfRecords,
  predicted: ArrayLike<number>,
  confidence = 0.95,
): Estimate | null {
  checkConfidence(confidence);
  const units = new Map<number, UnitOfDecisions>();
  for (let i = 0; i < truth.length; i++) {
    const [isTrue, isPredicted] = [truth[i] === YES, predicted[i] === YES];
    if (truth[i] === UNKNOWN || !(isTrue || isPredicted)) continue;
    const weight = weights ? weights[i]! : 1;
    const key = groups ? groups[i]! : i;
    const { hits, all } = units.get(key) ?? { hits: 0, all: 0 };
    units.set(key, { hits: hits + (isTrue && isPredicted ? weight : 0), all: all + weight });
  }
  const informative = [...units.values()];
  if (informative.length === 0) return null;
  // Units of equal size that are entirely right or wrong are Bernoulli trials.
  const { all: size } = informative[0]!;
  const binomial = informative.every(
    ({ hits, all }) => all === size && (hits === 0 || hits === size),
  );
  if (!binomial) return clusteredF1Interval(informative, confidence);
  const { hits, all } = totalOf(informative);
  return ofJaccard(wilson(hits / all, informative.length, confidence));
}

/** `labelF1Interval` as a part of the label's scores. */
export function f1IntervalOf(
  label: LabelOfRecords,
  predicted: ArrayLike<number>,
  confidence?: number,
): { readonly f1Interval?: { readonly low: number; readonly high: number } } {
  const interval = labelF1Interval(label, predicted, confidence);
  return interval ? { f1Interval: { low: interval.low, high: interval.high } } : {};
}

/** One label on n records, and two heads' predictions of it: n of YES or NO. */
export interface PairedLabel extends LabelOfRecords {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
}

/**
 * Differences of F1 per label, second minus first; null for a label with too few positives. The
 * intervals hold simultaneously (Bonferroni): the linearised difference, with half a unit added to
 * each of the four kinds of records on which the heads differ (Agresti & Min 2005, for matched
 * proportions). A bootstrap would call heads equal if they agree on every record of the hold-out.
 * @returns one per label
 */
export function f1Differences(
  labels: readonly PairedLabel[],
  confidence = 0.95,
): (Estimate | null)[] {
  checkConfidence(confidence);
  const enough = labels.map(
    ({ truth }) => Array.from(truth).filter((own) => own === YES).length >= FEW_RECORDS,
  );
  const tests = Math.max(1, enough.filter(Boolean).length);
  const z = normalQuantile(1 - (1 - confidence) / (2 * tests));
  return labels.map((label, i) => (enough[i] ? f1Difference(label, z) : null));
}

/** Codes 0 … 7 have a bit each for the truth and the two predictions; on these the heads differ. */
const DISCORDANT = [1, 2, 5, 6];

function f1Difference({ truth, first, second, weights, groups }: PairedLabel, z: number): Estimate {
  checkSameLength('first', truth.length, first.length);
  checkSameLength('second', truth.length, second.length);
  const units = new Map<number, { code: number; weight: number }[]>();
  const cells = new Float64Array(8);
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === UNKNOWN) continue;
    const code = 4 * is(truth[i]) + 2 * is(first[i]) + is(second[i]);
    const weight = weights ? weights[i]! : 1;
    const key = groups ? groups[i]! : i;
    const unit = units.get(key);
    if (unit) unit.push({ code, weight });
    else units.set(key, [{ code, weight }]);
    cells[code]! += weight;
  }
  const unit = cells.reduce((sum, weight) => sum + weight, 0) / units.size;
  const added = cells.slice();
  for (const code of DISCORDANT) added[code]! += unit / 2;
  const [before, after] = [scoreOf(added, 1), scoreOf(added, 0)];
  const influence = Float64Array.from(
    cells,
    (_, code) => influenceOf(code, after, 0) - influenceOf(code, before, 1),
  );
  let variance = 0;
  for (const parts of units.values()) {
    variance += parts.reduce((sum, { code, weight }) => sum + weight * influence[code]!, 0) ** 2;
  }
  for (const code of DISCORDANT) variance += (unit * influence[code]!) ** 2 / 2;
  const value = scoreOf(cells, 0).f1 - scoreOf(cells, 1).f1;
  const middle = after.f1 - before.f1;
  const halfWidth = z * Math.sqrt(variance);
  return {
    value,
    low: Math.max(-1, Math.min(value, middle - halfWidth)),
    high: Math.min(1, Math.max(value, middle + halfWidth)),
    approximate: true,
  };
}

const is = (state: number | undefined): number => Number(state === YES);

interface Score {
  readonly f1: number;
  /** Weight of records that the label applies to, and of those that it is predicted for. */
  readonly mass: number;
}

/** @param place of the head's bit in the codes */
function scoreOf(cells: Float64Array, place: 0 | 1): Score {
  let [hits, mass] = [0, 0];
  cells.forEach((weight, code) => {
    const [isTrue, isPredicted] = [code >> 2, (code >> place) & 1];
    hits += isTrue * isPredicted * weight;
    mass += (isTrue + isPredicted) * weight;
  });
  return { f1: f1Of(hits, mass, 0) ?? 0, mass };
}

/** First-order effect of a record with this code on the F1. */
function influenceOf(code: number, { f1, mass }: Score, place: 0 | 1): number {
  const [isTrue, isPredicted] = [code >> 2, (code >> place) & 1];
  return (2 * isTrue * isPredicted - f1 * (isTrue + isPredicted)) / mass;
}

function totalOf(units: readonly UnitOfDecisions[]): UnitOfDecisions {
  let [hits, all] = [0, 0];
  for (const own of units) {
    hits += own.hits;
    all += own.all;
  }
  return { hits, all };
}

function ofJaccard({ value, low, high }: Estimate): Estimate {
  const f1 = (jaccard: number): number => (2 * jaccard) / (1 + jaccard);
  return { value: f1(value), low: f1(low), high: f1(high), approximate: true };
}

/** For single-label records: whether each record has the label. */
export function statesOf(labels: ArrayLike<number>, label: number): Int8Array {
  return Int8Array.from(labels, (own) => (own === label ? YES : NO));
}
