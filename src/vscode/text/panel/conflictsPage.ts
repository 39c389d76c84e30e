import type { ConflictStrings } from '../../../protocol/annotateStrings.ts';
import type { Localize } from '../../../core/localize.ts';

/** Strings of the annotation page for records with conflicting imported answers. */
export function conflictStrings(localize: Localize): ConflictStrings {
  return {
    which: localize('Which answer is right?'),
    how: localize('Keys 1–9 take an answer, 0 shows the labels with their keys, Space leaves it.'),
    newAnswer: localize('Give a New Answer'),
    back: localize('Show the Answers'),
    take: localize('Take “{0}”'),
    leave: localize('Leave it for later'),
    labelsHidden: localize(
      'Here 1–9 take one of the answers. 0 shows the labels, whose keys work then.',
    ),
    last: localize('No other conflict is left.'),
  };
}
