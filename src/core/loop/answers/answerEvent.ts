import { UserError } from '../../errors.ts';
import { labelNames } from '../../labels.ts';
import { message } from '../../messages/messages.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { LabelEvent, LabelsEvent, NewEvent, SkipEvent } from '../../store/events.ts';
import type { StoredAnswer } from '../../store/store.ts';
import { labelJudgementsOf, sameLabels } from '../../task/labelJudgements.ts';
import type { AnswerInput, RecordAnswer } from './answerInput.ts';
import { sorted } from '../../task/judgement.ts';

type AskContext = Pick<SkipEvent, 'ask' | 'elapsedMs'>;
type RecordStamp = Omit<SkipEvent, 'kind' | 'ask' | 'elapsedMs'>;

/**
 * The journal event for an answer to a record.
 * @param on author, time and record
 * @param given why the record was asked and how long it was on screen; not stored with a flag
 * @throws UserError if the answer names labels that the project does not have, or belongs to the other task
 */
export function answerEvent(
  answer: RecordAnswer,
  project: Pick<ProjectFile, 'labels' | 'task'>,
  on: RecordStamp,
  given: AskContext,
): NewEvent {
  switch (answer.kind) {
    case 'flag':
      return { ...on, kind: answer.flagged ? 'flag' : 'unflag' };
    case 'clear':
      return { ...on, kind: 'clear' };
    case 'skip':
      return { ...on, ...given, kind: 'skip' };
    case 'label':
    case 'labels':
      return { ...on, ...given, ...judgement(answer, project) };
  }
}

/** The part of an answer that the journal stores, with the label set as it was shown. */
function judgement(
  answer: Extract<AnswerInput, { kind: 'label' | 'labels' }>,
  { labels, task }: Pick<ProjectFile, 'labels' | 'task'>,
): Pick<LabelEvent, 'kind' | 'label'> | Pick<LabelsEvent, 'kind' | 'yes' | 'of' | 'judged'> {
  const names = labelNames(labels);
  const isSet = answer.kind === 'labels';
  if (isSet !== (task === 'multi')) throw new UserError(message('answer.otherTask', { task }));
  const named = isSet ? [...answer.yes, ...(answer.judged ?? [])] : [answer.label];
  const unknownLabel = named.find((label) => !names.includes(label));
  if (unknownLabel !== undefined) {
    throw new UserError(message('answer.notALabel', { label: unknownLabel, labels: names }));
  }
  const accepted = answer.accepted && { accepted: answer.accepted };
  if (!isSet) return { kind: 'label', label: answer.label, ...accepted };
  const { yes, of, judged } = answer;
  return { kind: 'labels', yes, of: sorted(of), ...(judged && { judged }), ...accepted };
}

/** Whether the answer equals the record's current one. */
export function isSameAnswer(answer: RecordAnswer, known: StoredAnswer): boolean {
  if (answer.kind === 'label') return known.kind === 'label' && answer.label === known.label;
  if (answer.kind !== 'labels') return false;
  const isWhole = answer.judged === undefined;
  if (isWhole && known.kind !== 'labels') return false;
  return sameLabels(known.labels, labelJudgementsOf(known.labels, answer));
}
