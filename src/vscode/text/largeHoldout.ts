import type { LabelTask } from '../../core/acquisition/acquisition.ts';
import type { Localize } from '../../core/localize.ts';
import { proposedHoldoutSize } from '../../core/metrics/holdoutSupport.ts';
import { projectDefaults } from '../../core/projectFile/projectFile.ts';
import { count } from './numbers.ts';

/** Why the hold-out is larger than usual; undefined if it is not. */
export function formatLargeHoldout(
  labels: number,
  task: LabelTask,
  language: string,
  localize: Localize,
): string | undefined {
  const size = proposedHoldoutSize(labels, task);
  if (size <= projectDefaults.holdout.size) return undefined;
  if (task === 'multi') {
    return localize(
      'Up to {0} records are held out for the metrics instead of {1}: with {2} labels, most would otherwise have too few records for a score of their own. To change this, set the “size” of “holdout” in the project file before the project is first opened.',
      count(size, language),
      count(projectDefaults.holdout.size, language),
      labels,
    );
  }
  return localize(
    'Up to {0} records are held out for the metrics instead of {1}: with {2} labels, there would otherwise be too few of each for macro-F1. To change this, set the “size” of “holdout” in the project file before the project is first opened.',
    count(size, language),
    count(projectDefaults.holdout.size, language),
    labels,
  );
}
