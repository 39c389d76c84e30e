import { noStep, skipStep } from './answerPad.ts';
import type { AnswerPad, PadRecord, PadStep } from './answerPad.ts';

/** For multi-label projects: keys toggle, Enter saves the set. Suggestions are never marked automatically. */
export const togglePad: AnswerPad = {
  mode: 'toggle',
  keys: [],
  marked: ({ labels, stored, marks }) =>
    (marks ?? stored).filter((name) => labels.some((label) => label.name === name)),
  label(record, index) {
    const label = record.labels[index]?.name;
    if (label === undefined) return noStep;
    const before = togglePad.marked(record);
    const marks = before.includes(label)
      ? before.filter((name) => name !== label)
      : [...before, label];
    return { kind: 'mark', marks, label };
  },
  judge: () => noStep,
  take: () => noStep,
  enter: (record) => togglePad.save(record),
  save(record) {
    const marks = togglePad.marked(record);
    return marks.length > 0 || record.confirmed ? saved(record, marks) : { kind: 'ask' };
  },
  accept(record) {
    if (!record.suggestion) return { kind: 'remark', remark: 'noSuggestion' };
    const suggested = record.suggestion.filter(({ applies }) => applies).map(({ label }) => label);
    const known = suggested.filter((label) => record.labels.some(({ name }) => name === label));
    if (known.length === 0) return { kind: 'remark', remark: 'noneSuggested' };
    return saved(record, [...togglePad.marked(record), ...known], true);
  },
  skip: () => skipStep,
  clear: (record) => (togglePad.marked(record).length > 0 ? { kind: 'mark', marks: [] } : noStep),
};

/** Judges all shown labels, in their order. */
function saved({ labels }: PadRecord, marks: readonly string[], accepted = false): PadStep {
  const of = labels.map(({ name }) => name);
  const yes = of.filter((name) => marks.includes(name));
  return {
    kind: 'answer',
    answer: { kind: 'labels', yes, of, ...(accepted ? { accepted: true } : {}) },
  };
}
