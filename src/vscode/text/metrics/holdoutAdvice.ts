import type { LearnerView } from '../../../core/loop/learnerView.ts';
import { proposedHoldoutSize } from '../../../core/metrics/holdoutSupport.ts';
import type { ProjectFile } from '../../../core/projectFile/projectFile.ts';
import type { Localize } from '../../../core/localize.ts';

/** The default hold-out for these labels and this pool, if it is larger than the current one. */
export function largerHoldout(
  { labels, holdout, task }: ProjectFile,
  { pool, holdout: { size } }: Pick<LearnerView, 'pool' | 'holdout'>,
): number | undefined {
  const possible = Math.floor(holdout.share * pool.size);
  const proposed = Math.min(proposedHoldoutSize(labels.length, task), possible);
  return size > 0 && proposed > size ? proposed : undefined;
}

/**
 * Advises that the hold-out is too small for the number of labels, which may have grown since it
 * was drawn.
 */
export function holdoutAdvice(
  project: ProjectFile,
  view: Pick<LearnerView, 'pool' | 'holdout'>,
  localize: Localize,
): string | undefined {
  const proposed = largerHoldout(project, view);
  if (proposed === undefined) return undefined;
  return localize(
    'With {0} labels, a hold-out of about {1} records is recommended, but this one has {2}: too few of each label for macro-F1. It is drawn only once, so a larger one needs a new project (set the “size” of “holdout”).',
    project.labels.length,
    proposed,
    view.holdout.size,
  );
}
