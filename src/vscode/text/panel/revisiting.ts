import type { Localize } from '../../../core/localize.ts';
import type { LearnerView } from '../../../core/loop/learnerView.ts';
import { quoted } from '../labelChanges.ts';

/** "Skipped records once more: 12 left" */
export function formatRevisiting(
  { orphanedLabels }: LearnerView,
  { what, remaining }: NonNullable<LearnerView['revisiting']>,
  localize: Localize,
): string {
  if (typeof what === 'object' && 'suspects' in what) {
    return localize('Labels that may be wrong: {0} left', remaining);
  }
  if (typeof what === 'object' && 'pass' in what) {
    return localize('Does “{0}” apply? {1} left', what.pass, remaining);
  }
  if (typeof what === 'object') {
    const into = orphanedLabels.find(({ label }) => label === what.split)?.into ?? [];
    return localize('“{0}” is divided into {1}: {2} left', what.split, quoted(into), remaining);
  }
  if (what === 'conflicts') return localize('Answers that differ: {0} left', remaining);
  return what === 'skipped'
    ? localize('Reviewing skipped records: {0} left', remaining)
    : localize('Reviewing flagged records: {0} left', remaining);
}
