import type { ConflictStrings } from '../../../protocol/annotateStrings.ts';
import type { Localize } from '../../../core/localize.ts';

/** Strings of the annotation page for records with conflicting imported answers. */
export function conflictStrings(localize: Localize): ConflictStrings {
  return {
    question: localize('Which answer is right?'),
    explanation: localize(
      'Keys 1–9 choose an answer, 0 shows the labels with their keys, Space leaves it for later.',
    ),
    newAnswer: localize('Give a New Answer'),
    back: localize('Show the Answers'),
    take: localize('Take “{0}”'),
    leave: localize('Leave it for later'),
    labelsHidden: localize(
      'Keys 1–9 choose one of the answers here. Press 0 to show the labels and use their keys.',
    ),
    last: localize('No other conflict is left.'),
  };
}
