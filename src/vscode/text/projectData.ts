import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { Localize } from '../localize.ts';

/** What a project holds, as a list for "… will be lost": "412 labels, 3 skipped records". */
export function formatProjectData({ counts, rounds }: LearnerView, l10n: Localize): string {
  const { labelled, skipped, flagged } = counts;
  const parts: string[] = [];
  const add = (number: number, one: string, many: string): void => {
    if (number > 0) parts.push(number === 1 ? one : many);
  };
  add(labelled, l10n.t('1 label'), l10n.t('{0} labels', labelled));
  add(skipped, l10n.t('1 skipped record'), l10n.t('{0} skipped records', skipped));
  add(flagged, l10n.t('1 flag'), l10n.t('{0} flags', flagged));
  add(
    rounds.length,
    l10n.t('1 round of training'),
    l10n.t('{0} rounds of training', rounds.length),
  );
  if (parts.length === 0) return l10n.t('No answers yet, but the hold-out that was drawn');
  return parts.join(', ');
}
