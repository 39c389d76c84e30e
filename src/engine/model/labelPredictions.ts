import type { LabelProbability } from '../../core/engine/modelApi.ts';
import type { Head } from '../../core/heads/head.ts';
import { OneVsRestHead } from '../../core/heads/oneVsRestHead.ts';

/**
 * Number of answers from which thresholds decide which labels apply. With fewer, probabilities are
 * too inaccurate to sum, and only the most probable label applies.
 */
export const minAnswersForThresholds = 20;

/** One record's probabilities, the most probable label first. */
export interface LabelPredictions {
  /**
   * @param p one probability per column of the head, which decide what applies
   * @param shown the same, calibrated
   */
  of(p: ArrayLike<number>, shown: ArrayLike<number>): LabelProbability[];
}

/**
 * @param names the label set of the head's fit
 * @param trainedOn number of its training records
 */
export function labelPredictions(
  head: Head,
  names: readonly string[],
  trainedOn: number,
): LabelPredictions {
  const columns = Array.from(head.labels, (label) => names[label]!);
  const descending = (all: LabelProbability[]) => all.sort((a, b) => b.p - a.p);
  const isMultiLabel = head instanceof OneVsRestHead;
  const thresholds =
    isMultiLabel && trainedOn >= minAnswersForThresholds ? head.thresholds : undefined;
  return {
    of(p, shown) {
      const all = descending(
        columns.map((label, j) => ({
          label,
          p: shown[j]!,
          ...(thresholds && { applies: p[j]! >= thresholds[j]! }),
        })),
      );
      return isMultiLabel && !thresholds ? topLabelApplies(all) : all;
    },
  };
}

/** @param descending the most probable label first */
export function topLabelApplies(descending: readonly LabelProbability[]): LabelProbability[] {
  return descending.map(({ label, p }, rank) => ({ label, p, applies: rank === 0 }));
}
