import type { RecordId } from '../../record.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import type { LabelTask } from '../../acquisition/acquisition.ts';
import { labelsThat } from '../../task/judgement.ts';
import type { LabelJudgements } from '../../task/labelJudgements.ts';
import type { JudgedLabels, TrainingSet } from '../../engine/modelApi.ts';

/** The parts of an answer that training uses. */
export type TrainedAnswer = Pick<StoredAnswer, 'recordId' | 'label' | 'labels' | 'ask'>;

/** The label set, and whether records are single- or multi-label. */
export interface LabelsOfTask {
  readonly labels: readonly string[];
  readonly task: LabelTask;
}

/**
 * Labelled records outside the hold-out, in answer order. An answer that was asked for as a hold-out record
 * stays out even if the record is no longer a member, for example after Read Again as… moved the answer to
 * the row's new text. Partly judged multi-label records contribute the judgements they have. Labels missing
 * from the project are left out.
 * @param without held-out records, and those whose text changed since
 */
export function trainingSet(
  answers: readonly TrainedAnswer[],
  about: LabelsOfTask,
  ...without: readonly ReadonlySet<RecordId>[]
): TrainingSet {
  const trained = answers.filter(
    ({ recordId, ask }) => !isOfHoldout(ask) && !without.some((ids) => ids.has(recordId)),
  );
  return answersOf(trained, about);
}

/** Whether the record was asked as a hold-out record of this project. */
function isOfHoldout(ask: StoredAnswer['ask']): boolean {
  return ask?.kind === 'holdout' && !ask.elsewhere;
}

/** Answers restricted to the label set, in order, without records that have none. */
export function answersOf(
  answers: readonly Pick<StoredAnswer, 'recordId' | 'label' | 'labels'>[],
  { labels, task }: LabelsOfTask,
): TrainingSet {
  const known = new Set(labels);
  if (task === 'multi') {
    const set = answers.flatMap((answer) => {
      const judged = judgedAmong(known, answer.labels);
      return judged ? [{ id: answer.recordId, judged }] : [];
    });
    return { task, ids: set.map(({ id }) => id), answers: set.map(({ judged }) => judged) };
  }
  const set = answers.flatMap(({ recordId, label }) =>
    label !== undefined && known.has(label) ? [{ recordId, label }] : [],
  );
  return {
    task,
    ids: set.map(({ recordId }) => recordId),
    answers: set.map(({ label }) => label),
  };
}

/** The judgements of the project's labels; undefined if there are none. */
function judgedAmong(
  known: ReadonlySet<string>,
  labels: LabelJudgements | undefined,
): JudgedLabels | undefined {
  const judged = new Map([...(labels ?? [])].filter(([label]) => known.has(label)));
  if (judged.size === 0) return undefined;
  return { yes: labelsThat(true, { labels: judged }), no: labelsThat(false, { labels: judged }) };
}

/**
 * Whether a head can be fitted: there are two labels, or in multi-label projects one label that applies to
 * some records and not to others.
 */
export function isTrainable(training: TrainingSet): boolean {
  if (training.task === 'single') return new Set(training.answers).size >= 2;
  const applied = new Set(training.answers.flatMap(({ yes }) => yes));
  return training.answers.some(({ no }) => no.some((label) => applied.has(label)));
}

/** Hold-out members, and records that are near-duplicates of both members and other records. */
export function neverTrainedOn(
  store: Pick<Store, 'holdout' | 'excludedRecords'>,
): ReadonlySet<RecordId> {
  return new Set([...holdoutIds(store), ...store.excludedRecords()]);
}
