import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { Localize } from '../../core/localize.ts';

/** The contents of a project for "… will be lost": "412 labels, 3 skipped records". */
export function formatProjectData({ counts, rounds }: LearnerView, localize: Localize): string {
  const { labelled, skipped, flagged } = counts;
  const parts: string[] = [];
  const add = (number: number, singular: string, plural: string): void => {
    if (number > 0) parts.push(number === 1 ? singular : plural);
  };
  add(labelled, localize('1 label'), localize('{0} labels', labelled));
  add(skipped, localize('1 skipped record'), localize('{0} skipped records', skipped));
  add(flagged, localize('1 flag'), localize('{0} flags', flagged));
  add(
    rounds.length,
    localize('1 round of training'),
    localize('{0} rounds of training', rounds.length),
  );
  if (parts.length === 0) return localize('No answers yet, but the hold-out that was drawn');
  return parts.join(', ');
}
