import { noStep, skipStep } from './answerPad.ts';
import type { AnswerPad } from './answerPad.ts';

/** For single-label projects: a label's key is the answer. */
export const choosePad: AnswerPad = {
  mode: 'choose',
  keys: [],
  marked: ({ stored }) => stored,
  label({ labels }, index) {
    const label = labels[index];
    return label ? { kind: 'answer', answer: { kind: 'label', label: label.name } } : noStep;
  },
  judge: () => noStep,
  take: () => noStep,
  enter: (record) => (record.changing ? noStep : choosePad.accept(record)),
  save: () => ({ kind: 'remark', remark: 'oneLabel' }),
  accept({ labels, suggestion }) {
    const label = suggestion?.[0]?.label;
    return label !== undefined && labels.some(({ name }) => name === label)
      ? { kind: 'answer', answer: { kind: 'label', label, accepted: true } }
      : { kind: 'remark', remark: 'noSuggestion' };
  },
  skip: () => skipStep,
  clear: () => noStep,
};
