import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { Localize } from '../../core/localize.ts';
import { count } from '../text/numbers.ts';
import type { NodeView } from './nodeView.ts';

/** Records with conflicting imported answers, if any. */
export function conflictNodes(
  { conflicts = 0, revisiting }: Pick<LearnerView, 'conflicts' | 'revisiting'>,
  language: string | undefined,
  localize: Localize,
): NodeView[] {
  if (conflicts === 0) return [];
  return [
    {
      id: 'conflicts',
      label: localize('Conflicts ({0})', count(conflicts, language)),
      ...(revisiting?.selection === 'conflicts' && {
        description: localize('{0} left to review', revisiting.remaining),
      }),
      tooltip: localize('Shows records whose imported answers differ, to decide between them'),
      icon: 'git-compare',
      color: 'problemsWarningIcon.foreground',
      command: 'marginalia.decideConflicts',
    },
  ];
}

/** The queue of the next records, and those that can be reviewed. */
export function queuesNode(
  { counts, revisiting }: Pick<LearnerView, 'counts' | 'revisiting'>,
  language: string | undefined,
  localize: Localize,
): NodeView {
  const revisitText = (selection: 'skipped' | 'flagged'): string =>
    revisiting?.selection === selection
      ? localize(
          '{0} · {1} still to go through',
          count(counts[selection], language),
          revisiting.remaining,
        )
      : count(counts[selection], language);
  return {
    id: 'queues',
    label: localize('Queues'),
    icon: 'list-ordered',
    children: [
      {
        id: 'ranked',
        label: localize('Next to be asked'),
        tooltip: localize('Shows the ranked queue as a document'),
        icon: 'list-ordered',
        command: 'marginalia.showQueue',
      },
      {
        id: 'skipped',
        label: localize('Skipped'),
        description: revisitText('skipped'),
        tooltip: localize('Asks skipped records again'),
        icon: 'debug-step-over',
        command: 'marginalia.revisitSkipped',
      },
      {
        id: 'flagged',
        label: localize('Flagged'),
        description: revisitText('flagged'),
        tooltip: localize('Asks flagged records again'),
        icon: 'bookmark',
        command: 'marginalia.revisitFlagged',
      },
      {
        id: 'suspects',
        label: localize('Labels that may be wrong'),
        ...(typeof revisiting?.selection === 'object' && 'suspects' in revisiting.selection
          ? { description: localize('{0} left to review', revisiting.remaining) }
          : {}),
        tooltip: localize(
          'Asks the 20 most doubtful answers again: those that the model, trained without them, believes least',
        ),
        icon: 'question',
        command: 'marginalia.checkSuspects',
      },
    ],
  };
}
