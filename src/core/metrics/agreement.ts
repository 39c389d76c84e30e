import { checkSameLength } from './estimate.ts';

/** In ratings: the annotator did not answer the record. */
export const NOT_RATED = -1;

/** Answers of several annotators to the same records. */
export interface Ratings {
  readonly records: number;
  readonly annotators: number;
  /** Size of the label set. */
  readonly labels: number;
  /** records × annotators label-set indices, row-major; NOT_RATED if unanswered. */
  readonly values: ArrayLike<number>;
}

/**
 * Cohen's κ between two series of labels (Cohen 1960): 1 for identical series, 0 for chance
 * agreement.
 *
 * Null for 0/0: no records, or both series constant and equal, where chance alone explains the
 * agreement (scikit-learn returns NaN). Two constant series that differ have κ = 0.
 */
export function cohenKappa(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  labels: number,
): number | null {
  checkSameLength('cohenKappa', first.length, second.length);
  const firstCounts = new Float64Array(labels);
  const secondCounts = new Float64Array(labels);
  let same = 0;
  for (let i = 0; i < first.length; i++) {
    firstCounts[checkLabel(first[i]!, labels)]!++;
    secondCounts[checkLabel(second[i]!, labels)]!++;
    if (first[i] === second[i]) same++;
  }
  const n = first.length;
  let byChance = 0;
  for (let k = 0; k < labels; k++) byChance += firstCounts[k]! * secondCounts[k]!;
  // In integers, so that 0/0 is detected exactly.
  return ratio(same * n - byChance, n * n - byChance);
}

/**
 * Fleiss' κ (Fleiss 1971) for records with the same number of answers, at least two. Null for 0/0
 * (no records, or all answers equal).
 * @throws RangeError if the numbers of answers differ; use Krippendorff's α then
 */
export function fleissKappa(ratings: Ratings): number | null {
  const counts = countsPerRecord(ratings);
  const { records, labels } = ratings;
  const total = new Float64Array(labels);
  let answers: number | undefined;
  let agreeing = 0;
  for (let i = 0; i < records; i++) {
    let own = 0;
    for (let k = 0; k < labels; k++) {
      const count = counts[i * labels + k]!;
      own += count;
      total[k]! += count;
      agreeing += count * (count - 1);
    }
    answers ??= own;
    if (own !== answers || own < 2) {
      throw new RangeError(
        `fleissKappa: every record needs the same number of answers, at least 2; record ${i} has ${own}`,
      );
    }
  }
  if (answers === undefined) return null;
  const all = records * answers;
  const observed = agreeing / (all * (answers - 1));
  if (total.some((count) => count === all)) return null;
  const byChance = total.reduce((sum, count) => sum + (count / all) ** 2, 0);
  return ratio(observed - byChance, 1 - byChance);
}

/**
 * Krippendorff's α for nominal labels, any number of annotators and missing answers (Krippendorff
 * 2011, "Computing Krippendorff's Alpha-Reliability"). Records with fewer than two answers are
 * excluded. Null if no disagreement is possible: nothing to compare, or all answers equal.
 */
export function krippendorffAlpha(ratings: Ratings): number | null {
  const counts = countsPerRecord(ratings);
  const { records, labels } = ratings;
  const total = new Float64Array(labels);
  let pairable = 0;
  let disagreeing = 0;
  for (let i = 0; i < records; i++) {
    const own = counts.subarray(i * labels, (i + 1) * labels);
    const answers = own.reduce((sum, count) => sum + count, 0);
    if (answers < 2) continue;
    pairable += answers;
    for (let k = 0; k < labels; k++) {
      total[k]! += own[k]!;
      disagreeing += (own[k]! * (answers - own[k]!)) / (answers - 1);
    }
  }
  let expected = 0;
  for (let k = 0; k < labels; k++) expected += total[k]! * (pairable - total[k]!);
  return expected > 0 ? 1 - ((pairable - 1) * disagreeing) / expected : null;
}

/**
 * Gwet's AC1 (Gwet 2008), which stays high if nearly all records have one label and annotators
 * agree, where κ collapses. Missing answers are allowed. Null if no record has two answers or the
 * label set has fewer than two labels.
 */
export function gwetAc1(ratings: Ratings): number | null {
  const counts = countsPerRecord(ratings);
  const { records, labels } = ratings;
  const share = new Float64Array(labels);
  let rated = 0;
  let paired = 0;
  let agreeing = 0;
  for (let i = 0; i < records; i++) {
    const own = counts.subarray(i * labels, (i + 1) * labels);
    const answers = own.reduce((sum, count) => sum + count, 0);
    if (answers === 0) continue;
    rated++;
    for (let k = 0; k < labels; k++) share[k]! += own[k]! / answers;
    if (answers < 2) continue;
    paired++;
    for (let k = 0; k < labels; k++) {
      agreeing += (own[k]! * (own[k]! - 1)) / (answers * (answers - 1));
    }
  }
  if (paired === 0 || labels < 2) return null;
  let byChance = 0;
  for (let k = 0; k < labels; k++) byChance += (share[k]! / rated) * (1 - share[k]! / rated);
  byChance /= labels - 1;
  return ratio(agreeing / paired - byChance, 1 - byChance);
}

function countsPerRecord({ records, annotators, labels, values }: Ratings): Float64Array {
  checkSameLength('ratings', records * annotators, values.length);
  const counts = new Float64Array(records * labels);
  for (let i = 0; i < values.length; i++) {
    if (values[i] === NOT_RATED) continue;
    counts[Math.floor(i / annotators) * labels + checkLabel(values[i]!, labels)]!++;
  }
  return counts;
}

function checkLabel(label: number, labels: number): number {
  if (!(Number.isInteger(label) && label >= 0 && label < labels)) {
    throw new RangeError(`label index ${label} is outside 0 … ${labels - 1}`);
  }
  return label;
}

function ratio(above: number, below: number): number | null {
  return below > 0 ? above / below : null;
}
