import { roundScore, scoreStep, topK } from '../math/topK.ts';
import { withCandidates, type QueryState } from './queryState.ts';
import type { Scorer } from './scorer.ts';

/** A shortlist longer than this share of the candidates saves nothing. */
const longest = 0.25;
/** How finely the threshold is found, in logits. */
const gapStep = 1e-4;

/**
 * The candidates that may be among the n highest scores, ties included: everything else has its two best labels
 * too far apart. Fagin's threshold idea: the records with the smallest gaps are scored, the n-th best of them is a
 * score that the n best of all must reach, and a gap says what score a record can reach at the most.
 * @returns undefined where there is no such short cut
 */
export async function shortlist(
  state: QueryState,
  scorer: Scorer,
  n: number,
): Promise<Int32Array | undefined> {
  const { candidates, columns, gaps: gapsOf } = state;
  const most = longest * candidates.length;
  if (!gapsOf || !scorer.ceiling || columns.length < 2 || n > most) return undefined;
  const gaps = await gapsOf(candidates);
  const closest = topK(
    gaps.map((gap) => -gap),
    n,
    (position) => position,
  );
  const { scores } = await scorer.score(withCandidates(state, pick(candidates, closest)));
  let worst = Infinity;
  for (const score of scores) worst = Math.min(worst, score);
  // Scores are compared when they are rounded: what lies half a step lower may still be a tie.
  const wanted = roundScore(worst) - scoreStep;
  const widest = widestGap((gap) => scorer.ceiling!(gap, columns.length) >= wanted);
  const near = new Int32Array(candidates.length);
  let count = 0;
  for (let i = 0; i < gaps.length; i++) if (gaps[i]! <= widest) near[count++] = candidates[i]!;
  return count <= most ? near.slice(0, count) : undefined;
}

const pick = (rows: Int32Array, positions: Int32Array): Int32Array =>
  positions.map((position) => rows[position]!);

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
