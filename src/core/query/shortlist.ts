import { matrix, type Matrix } from '../math/matrix.ts';
import { roundScore, scoreStep } from '../math/topK.ts';
import { withCandidates, type QueryState } from './queryState.ts';
import type { Scorer } from './scorer.ts';

/** A shortlist longer than this share of the candidates saves nothing. */
const longest = 0.25;
/** So many times as many records as are wanted say what score it takes: more of them, and fewer are left after it. */
const probed = 2;
/** Gaps looked at to find out which are the smallest. */
const sampled = 4096;
/** How finely the threshold is found, in logits. */
const gapStep = 1e-4;

/**
 * The candidates that may be among the n highest scores, ties included: everything else has its two best labels
 * too far apart. Fagin's threshold idea: records with small gaps are scored, the n-th best of them is a score that
 * the n best of all must reach, and bounds say what score a record can reach at the most.
 * @returns undefined where there is no such short cut
 */
export async function shortlist(
  state: QueryState,
  scorer: Scorer,
  n: number,
): Promise<Int32Array | undefined> {
  const { candidates, columns, gaps: boundsOf } = state;
  const most = longest * candidates.length;
  if (!boundsOf || !scorer.ceilings || columns.length < 2 || n > most) return undefined;
  const { gaps, flattest } = await boundsOf(candidates);
  const probes = below(gaps, quantile(gaps, (probed * n) / gaps.length));
  if (probes.length < n || probes.length > most) return undefined;
  const { scores } = await scorer.score(withCandidates(state, pick(candidates, probes)));
  const worst = scores.toSorted()[scores.length - n]!;
  // Scores are compared when they are rounded: what lies half a step lower may still be a tie.
  const wanted = roundScore(worst) - scoreStep;
  const reaches = (flat: Matrix): number => scorer.ceilings!(flat)[0]!;
  const widest = widestGap((gap) => reaches(flattestWith(gap, columns.length)) >= wanted);
  let near = below(gaps, widest);
  const flat = flattest(near);
  if (flat) {
    const ceilings = scorer.ceilings(flat);
    near = near.filter((_, i) => ceilings[i]! >= wanted);
  }
  return near.length > most ? undefined : pick(candidates, near);
}

const pick = (rows: Int32Array, positions: Int32Array): Int32Array =>
  positions.map((position) => rows[position]!);

/** Positions of the values that are not above a limit. */
function below(values: Float32Array, limit: number): Int32Array {
  const positions: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i]! <= limit) positions.push(i);
  return Int32Array.from(positions);
}

/** About the value below which a share of them lies, from some of them: rather a little too large. */
function quantile(values: Float32Array, share: number): number {
  const step = Math.max(1, Math.floor(values.length / sampled));
  const some = Float32Array.from(
    { length: Math.ceil(values.length / step) },
    (_, i) => values[i * step]!,
  );
  return some.sort()[Math.min(some.length - 1, Math.ceil(share * some.length))]!;
}

/** The flattest probabilities whose two largest have logits `gap` apart. */
function flattestWith(gap: number, classes: number): Matrix {
  const other = Math.exp(-gap);
  const p = new Float32Array(classes).fill(other / (1 + (classes - 1) * other));
  p[0] = 1 / (1 + (classes - 1) * other);
  return matrix(1, classes, p);
}

/** The largest gap that still holds, a little too large rather than too small; `holds` is true up to some gap. */
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
