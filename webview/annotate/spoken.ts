import type { Answer } from '../../src/protocol/annotate.ts';
import type { DrawnState } from './drawnState.ts';
import { fillPlaceholders } from './judged.ts';
import type { Outcome } from './outcome.ts';

/** The announcement of an action, before that of the next record; undefined for none. */
export function spokenAnswer({ given, changes }: Outcome, state: DrawnState): string | undefined {
  if (!given || given.kind === 'flag') return undefined;
  // A changed single label is announced where the user looks back at it.
  if (changes && given.kind !== 'labels') return undefined;
  return answerText(given, state);
}

/** The announcement of a mark, by itself because the record stays the same. */
export function spokenMark({ toggled }: Outcome, { strings }: DrawnState): string | undefined {
  if (!toggled) return undefined;
  const { marked, unmarked } = strings.multiLabel;
  return fillPlaceholders(toggled.on ? marked : unmarked, toggled.label);
}

function answerText(answer: Answer, { strings }: DrawnState): string | undefined {
  const { multiLabel } = strings;
  switch (answer.kind) {
    case 'label':
      return answer.label;
    case 'skip':
      return strings.skipped;
    case 'flag':
      return undefined;
    case 'labels': {
      const { yes, judged } = answer;
      const [only] = judged ?? [];
      if (only !== undefined) {
        return fillPlaceholders(yes.length > 0 ? multiLabel.judgedYes : multiLabel.judgedNo, only);
      }
      if (yes.length === 0) return multiLabel.noneSaved;
      if (yes.length === 1) return fillPlaceholders(multiLabel.labelSaved, yes[0]!);
      return fillPlaceholders(multiLabel.labelsSaved, String(yes.length), yes.join(', '));
    }
  }
}
