import type { ImportOutcome } from '../messages/importMessages.ts';
import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';
import type { FileCounts, ImportCounts } from './answersPlan.ts';

const outcomes: readonly ImportOutcome[] = [
  'replaced',
  'remarks',
  'alreadySo',
  'merged',
  'unlabelled',
  'notInPool',
  'sharedIds',
  'leftOut',
  'rejected',
  'refused',
  'moved',
  'askedAgain',
];

interface OutcomeCount {
  readonly what: ImportOutcome;
  readonly count: number;
}

/** What becomes of rows besides answers, without zeros. */
export function outcomesIn(counts: Partial<Pick<ImportCounts, ImportOutcome>>): OutcomeCount[] {
  return outcomes.flatMap((what) => {
    const { [what]: count = 0 } = counts;
    return count > 0 ? [{ what, count }] : [];
  });
}

/** What becomes of the rows of one file of several. */
export function fileOutcomes({ file, rows, answered, ...others }: FileCounts): Message {
  return message('import.ofFile', { file, rows, answered, counts: outcomesIn(others) });
}
