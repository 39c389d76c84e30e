import { matrix, type Matrix } from '../math/matrix.ts';
import { roundScore, scoreStep } from '../math/topK.ts';
import { withCandidates, type MarginBounds, type QueryState } from './queryState.ts';
import type { CandidateScores, Scorer } from './scorer.ts';

/** A shortlist longer than this share of the candidates saves nothing. */
const longest = 0.25;
/** Sample size for estimating which gaps are small. */
const sampled = 1024;
/** Precision of the threshold, in logits. */
const gapStep = 1e-4;

/** Some of the candidates, in any order, with their scores. */
export interface Shortlist extends CandidateScores {
  readonly candidates: Int32Array;
}

/**
 * The candidates that may be among the n highest scores, including ties; all others have too large
 * a gap between their two best labels. After Fagin's threshold algorithm: records with small gaps
 * are scored, the n-th best of them is a lower bound for the top n, and the margin bounds limit the
 * score of any other record.
 * @returns undefined if there is no shortcut
 */
export async function shortlist(
  state: QueryState,
  scorer: Scorer,
  n: number,
): Promise<Shortlist | undefined> {
  const { candidates, columns, marginBounds: bounded } = state;
  const limit = longest * candidates.length;
  const ceilings = scorer.upperBounds?.bind(scorer);
  if (!bounded || !ceilings || columns.length < 2 || n > limit) return undefined;
  return bounded(async (bounds) => {
    const below = lister(bounds, candidates);
    // Nearly all of the top n if scores depend only on the gap and the estimates are accurate.
    const likely = below(nthSmallest(n, candidates, bounds.margins, below) + bounds.tolerance);
    if (likely.length > limit) return undefined;
    const first = await scorer.score(withCandidates(state, likely));
    // Scores are compared after rounding, so a score half a step lower may still tie.
    const wanted = roundScore(nthLargest(n, first.scores)) - scoreStep;
    const reaches = (flat: Matrix): boolean => ceilings(flat)[0]! >= wanted;
    const near = below(widestGap((gap) => reaches(flattestWith(gap, columns.length))));
    const unscored = members(near, likely, false);
    const flat = bounds.upperBoundProbabilities(unscored);
    const ceiling = flat && ceilings(flat);
    const others = ceiling ? unscored.filter((_, i) => ceiling[i]! >= wanted) : unscored;
    if (likely.length + others.length > limit) return undefined;
    if (others.length === 0) return { ...first, candidates: likely };
    const second = await scorer.score(withCandidates(state, others));
    const both = likely.length + others.length;
    const rows = new Int32Array(both);
    const scores = new Float32Array(both);
    rows.set(likely);
    rows.set(others, likely.length);
    scores.set(first.scores);
    scores.set(second.scores, likely.length);
    return {
      candidates: rows,
      scores,
      reason: (i) => (i < likely.length ? first.reason(i) : second.reason(i - likely.length)),
    };
  });
}

/**
 * The n-th smallest of the rows' values. @param below returns the rows whose value is at most a
 * limit
 */
function nthSmallest(
  n: number,
  rows: Int32Array,
  values: Float32Array,
  below: (limit: number) => Int32Array,
): number {
  const sample = sampleOf(rows, values);
  // This rank in the sample seldom gives fewer than n of all; if it does, double it.
  for (let rank = Math.ceil((2 * n * sample.length) / rows.length) + 4; ; rank *= 2) {
    const limit = sample[rank] ?? Infinity;
    const nearest = below(limit);
    if (nearest.length < n && limit < Infinity) continue;
    const own = new Float32Array(nearest.length);
    for (let i = 0; i < nearest.length; i++) own[i] = values[nearest[i]!]!;
    return own.sort()[n - 1] ?? Infinity;
  }
}

/** A sample of the rows' values, ascending. */
function sampleOf(rows: Int32Array, values: Float32Array): Float32Array {
  const runs = Math.max(1, Math.floor(rows.length / sampled));
  const sample = new Float32Array(Math.min(sampled, rows.length));
  for (let i = 0; i < sample.length; i++) {
    // Runs of sixteen neighbours, which share cache lines.
    sample[i] = values[rows[(i - (i % 16)) * runs + (i % 16)]!]!;
  }
  return sample.sort();
}

const nthLargest = (n: number, values: Float32Array): number =>
  values.toSorted()[values.length - n]!;

/**
 * Lists the candidates whose gap is at most a limit, ascending; filters the previous list if that
 * contains them all.
 */
function lister(bounds: MarginBounds, candidates: Int32Array): (limit: number) => Int32Array {
  const { margins: gaps } = bounds;
  let widest: { limit: number; rows: Int32Array } = { limit: -Infinity, rows: new Int32Array() };
  return (limit) => {
    if (limit > widest.limit)
      widest = { limit, rows: members(bounds.rowsWithin(limit), candidates, true) };
    return kept(widest.rows, (row) => gaps[row]! <= limit);
  };
}

/** The rows that are (or are not) in a list; both ascending. */
function members(rows: Int32Array, list: Int32Array, inside: boolean): Int32Array {
  let low = 0;
  return kept(rows, (row) => {
    // In ascending distinct integers, the index advances by at most their difference, and usually
    // by about that.
    let high = Math.min(list.length, low + Math.max(0, row - (list[low] ?? row)));
    if (list[high] === row) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle]! < row) low = middle + 1;
      else high = middle;
    }
    return (list[low] === row) === inside;
  });
}

function kept(rows: Int32Array, wanted: (row: number) => boolean): Int32Array {
  const some = new Int32Array(rows.length);
  let count = 0;
  for (const row of rows) if (wanted(row)) some[count++] = row;
  return some.subarray(0, count);
}

/** The flattest probabilities whose two largest have logits `gap` apart. */
function flattestWith(gap: number, classes: number): Matrix {
  const other = Math.exp(-gap);
  const p = new Float32Array(classes).fill(other / (1 + (classes - 1) * other));
  p[0] = 1 / (1 + (classes - 1) * other);
  return matrix(1, classes, p);
}

/** The largest gap that satisfies `holds`, rounded up; `holds` is true up to some gap. */
function widestGap(holds: (gap: number) => boolean): number {
  let high = 1;
  while (holds(high)) {
    high *= 2;
    if (high > 1e3) return Infinity;
  }
  let low = 0;
  while (high - low > gapStep) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return high;
}
