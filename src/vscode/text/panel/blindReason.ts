import type { LearnerView } from '../../../core/loop/learnerView.ts';
import type { Localize } from '../../../core/localize.ts';
import type { AskedRecord } from '../../../core/loop/queue/askedRecord.ts';

/**
 * The text in place of a reason for a blind record. While all records are blind it is the same for
 * all, so that hold-out records do not stand out.
 */
export function formatBlindReason(
  { ask, revisited, differing }: Pick<AskedRecord, 'ask' | 'revisited' | 'differing'>,
  view: Pick<LearnerView, 'blind' | 'starting' | 'revisiting'>,
  localize: Localize,
): string {
  if (revisited && view.revisiting?.selection === 'conflicts' && !differing) {
    return localize(
      'Hold-out: the answers that differ are hidden, so that yours is blind. It decides between them.',
    );
  }
  if (view.blind === 'all') {
    return localize(
      'Blind: no record shows a reason or a suggestion while the hold-out is being filled ("blind": "all").',
    );
  }
  if (view.starting || ask.kind === 'start') {
    return localize('Blind: nothing can be suggested yet.');
  }
  return localize(
    'Blind: drawn at random to measure the model, so nothing is suggested and there is nothing to accept.',
  );
}
