import type { Localize } from '../../core/localize.ts';
import type { AnswerInput } from '../../core/loop/answers/answerInput.ts';

/** "12 labelled Refund" */
export function formatAnswered(records: number, answer: AnswerInput, localize: Localize): string {
  switch (answer.kind) {
    case 'label':
      return localize('{0} labelled {1}', records, answer.label);
    case 'skip':
      return localize('{0} skipped', records);
    case 'flag':
      return answer.flagged
        ? localize('{0} flagged', records)
        : localize('{0} no longer flagged', records);
  }
}
