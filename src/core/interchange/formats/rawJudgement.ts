import { UserError } from '../../errors.ts';
import { message } from '../../messages/messages.ts';
import type { Task } from '../../task/judgement.ts';
import type { RawJudgement } from './exchangeRow.ts';

/**
 * Labels that were judged one by one, for a row whose `known` names them all: the others of the
 * file were not judged.
 */
export function judgementByFlags(yes: readonly string[], no: readonly string[]): RawJudgement {
  // Where none applies, a record's single label was rejected.
  const named = yes.length === 0 ? no : no.filter((label) => yes.includes(label));
  return { kind: 'labels', yes, no: named, rest: 'no', mayBeSingle: true };
}

/**
 * The part to read of a row that may have both labels of its whole text and spans.
 * @throws UserError if it has both and the task is not known
 */
export function judgementOfTask(
  labels: RawJudgement | undefined,
  spans: Extract<RawJudgement, { kind: 'spans' }> | undefined,
  line: number,
  task: Task | undefined,
): RawJudgement | undefined {
  if (labels === undefined || spans === undefined) return labels ?? spans;
  if (task !== undefined) return task === 'spans' ? spans : labels;
  // Tools write an empty list of spans beside the labels.
  if (spans.spans.length === 0) return labels;
  throw new UserError(message('interchange.bothTasks', { line }));
}
