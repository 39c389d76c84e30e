import { maxCandidates } from '../../../src/protocol/annotate.ts';
import { noStep } from './answerPad.ts';
import type { AnswerPad, PadStep } from './answerPad.ts';

const hidden: PadStep = { kind: 'remark', remark: 'labelsHidden' };

/** Chooses among conflicting answers: a key each. Labels are not on screen, so their keys do nothing. */
export const decidePad: AnswerPad = {
  mode: 'decide',
  keys: [
    ...Array.from({ length: maxCandidates }, (_, index) => ({
      key: String(index + 1),
      action: { kind: 'take', index } as const,
    })),
    { key: '0', action: { kind: 'newAnswer' } },
  ],
  marked: () => [],
  label(record, index) {
    // A command bound to another key acts like the digit.
    const key = Number(record.labels[index]?.key);
    return key > 0 ? decidePad.take(record, key - 1) : hidden;
  },
  judge: () => noStep,
  take({ candidates }, index) {
    const candidate = candidates[index];
    return candidate ? { kind: 'answer', answer: candidate.answer } : hidden;
  },
  enter: () => hidden,
  save: () => hidden,
  accept: () => hidden,
  skip: () => ({ kind: 'defer' }),
  clear: () => noStep,
};
