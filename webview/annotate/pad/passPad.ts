import { noStep } from './answerPad.ts';
import type { AnswerPad, PadStep } from './answerPad.ts';

const inPass: PadStep = { kind: 'remark', remark: 'inPass' };

/** Asks about one label of a multi-label project, record by record: yes or no. Other judgements stay. */
export const passPad: AnswerPad = {
  mode: 'pass',
  keys: [
    { key: '1', action: { kind: 'judge', yes: true } },
    { key: '2', action: { kind: 'judge', yes: false } },
  ],
  marked: () => [],
  label(record, index) {
    // A command bound to another key acts like the digit.
    const key = record.labels[index]?.key;
    return key === '1' || key === '2' ? passPad.judge(record, key === '1') : inPass;
  },
  judge({ labels, pass }, yes) {
    if (!pass) return noStep;
    const judged = [pass.label];
    const of = labels.map(({ name }) => name);
    return { kind: 'answer', answer: { kind: 'labels', yes: yes ? judged : [], of, judged } };
  },
  take: () => noStep,
  enter: () => inPass,
  save: () => inPass,
  accept: () => inPass,
  skip: ({ changing }) => (changing ? inPass : { kind: 'defer' }),
  clear: () => noStep,
};
