import type { RoundSummary } from '../../core/loop/learnerView.ts';

/**
 * What a round is compared with when nothing else is said: with the latest round; the latest itself
 * with the one before it of the same embedding.
 * @returns the earlier one first; the round twice where there is no other.
 */
export function defaultComparison(
  rounds: readonly RoundSummary[],
  round: number,
): readonly [number, number] {
  const latest = rounds.at(-1)?.round ?? round;
  if (round !== latest) return [round, latest];
  const before = rounds.filter((one) => one.round !== latest && !one.stale).at(-1);
  return [before?.round ?? latest, latest];
}
