import type { Localize } from '../../../core/localize.ts';
import type { LearnerView } from '../../../core/loop/learnerView.ts';
import { quoted } from '../labelChanges.ts';

/** "Skipped records once more: 12 left" */
export function formatRevisiting(
  { orphanedLabels }: LearnerView,
  { selection, remaining }: NonNullable<LearnerView['revisiting']>,
  localize: Localize,
): string {
  if (typeof selection === 'object' && 'suspects' in selection) {
    return localize('Labels that may be wrong: {0} left', remaining);
  }
  if (typeof selection === 'object' && 'pass' in selection) {
    return localize('Does “{0}” apply? {1} left', selection.pass, remaining);
  }
  if (typeof selection === 'object') {
    const into = orphanedLabels.find(({ label }) => label === selection.split)?.into ?? [];
    return localize(
      '“{0}” is divided into {1}: {2} left',
      selection.split,
      quoted(into),
      remaining,
    );
  }
  if (selection === 'conflicts') return localize('Answers that differ: {0} left', remaining);
  return selection === 'skipped'
    ? localize('Reviewing skipped records: {0} left', remaining)
    : localize('Reviewing flagged records: {0} left', remaining);
}
