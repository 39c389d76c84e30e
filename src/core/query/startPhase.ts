/** Answers after which the start phase ends at the latest. @param labels size of the label set */
export const startPhaseLength = (labels: number): number => Math.max(20, 5 * labels);

/**
 * Whether the head may take over: every label of the set has 2 answers, or there are max(20, 5·c)
 * answers, c being the size of the label set.
 * @param countPerLabel training answers per label of the set
 * @param answers training answers in total
 */
export function startPhaseDone(countPerLabel: ArrayLike<number>, answers: number): boolean {
  const c = countPerLabel.length;
  if (answers >= startPhaseLength(c)) return true;
  for (let label = 0; label < c; label++) if (countPerLabel[label]! < 2) return false;
  return c > 0;
}
