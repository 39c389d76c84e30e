import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { Localize } from '../localize.ts';
import { count } from '../text/numbers.ts';
import type { NodeView } from './nodeView.ts';

/** What is asked next, and what can be gone through once more. */
export function queuesNode(
  { counts, revisiting }: Pick<LearnerView, 'counts' | 'revisiting'>,
  language: string | undefined,
  l10n: Localize,
): NodeView {
  const again = (what: 'skipped' | 'flagged'): string =>
    revisiting?.what === what
      ? l10n.t('{0} · {1} still to go through', count(counts[what], language), revisiting.left)
      : count(counts[what], language);
  return {
    id: 'queues',
    label: l10n.t('Queues'),
    icon: 'list-ordered',
    children: [
      {
        id: 'ranked',
        label: l10n.t('Next to be asked'),
        tooltip: l10n.t('Shows the ranked queue as a document'),
        icon: 'list-ordered',
        command: 'marginalia.showQueue',
      },
      {
        id: 'skipped',
        label: l10n.t('Skipped'),
        description: again('skipped'),
        tooltip: l10n.t('Asks skipped records once more'),
        icon: 'debug-step-over',
        command: 'marginalia.revisitSkipped',
      },
      {
        id: 'flagged',
        label: l10n.t('Flagged'),
        description: again('flagged'),
        tooltip: l10n.t('Asks flagged records once more'),
        icon: 'bookmark',
        command: 'marginalia.revisitFlagged',
      },
      {
        id: 'suspects',
        label: l10n.t('Labels that may be wrong'),
        ...(typeof revisiting?.what === 'object' && 'suspects' in revisiting.what
          ? { description: l10n.t('{0} still to go through', revisiting.left) }
          : {}),
        tooltip: l10n.t(
          'Asks the 20 most doubtful answers again: those that the model, trained without them, believes least',
        ),
        icon: 'question',
        command: 'marginalia.checkSuspects',
      },
    ],
  };
}
