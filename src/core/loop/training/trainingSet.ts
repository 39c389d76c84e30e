import type { RecordId } from '../../record.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import type { LabelTask } from '../../acquisition/acquisition.ts';
import { labelsThat } from '../../task/judgement.ts';
import type { LabelJudgements } from '../../task/labelJudgements.ts';
import type { JudgedLabels, TrainingSet } from '../../engine/modelApi.ts';

/** The label set, and whether a record has one of them or several. */
export interface LabelsOfTask {
  readonly labels: readonly string[];
  readonly task: LabelTask;
}

/**
 * Labelled records outside the hold-out, in the order of their answers. An answer that was asked for as a
 * hold-out record stays out as well where the record is no member any more: after Read Again as…, say, when
 * its answer has moved to the text of the same row.
 * Of several labels a record that was judged in part takes part with what was judged of it. Labels
 * that the project does not have are left out.
 * @param without held-out records, and those whose text changed since
 */
export function trainingSet(
  answers: readonly StoredAnswer[],
  about: LabelsOfTask,
  ...without: readonly ReadonlySet<RecordId>[]
): TrainingSet {
  const trained = answers.filter(
    ({ recordId, ask }) => !isOfHoldout(ask) && !without.some((ids) => ids.has(recordId)),
  );
  return answersOf(trained, about);
}

/** A hold-out record of another project is one here only if it is a member. */
function isOfHoldout(ask: StoredAnswer['ask']): boolean {
  return ask?.kind === 'holdout' && !ask.elsewhere;
}

/** The judgements of the label set, in order, without records that have none. */
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

/** What was said of the project's labels; undefined if nothing was. */
function judgedAmong(
  known: ReadonlySet<string>,
  labels: LabelJudgements | undefined,
): JudgedLabels | undefined {
  const judged = new Map([...(labels ?? [])].filter(([label]) => known.has(label)));
  if (judged.size === 0) return undefined;
  return { yes: labelsThat(true, { labels: judged }), no: labelsThat(false, { labels: judged }) };
}

/** Whether a head can be fitted: two labels, or one that applies to some records and not to others. */
export function isTrainable(training: TrainingSet): boolean {
  if (training.task === 'single') return new Set(training.answers).size >= 2;
  const applied = new Set(training.answers.flatMap(({ yes }) => yes));
  return training.answers.some(({ no }) => no.some((label) => applied.has(label)));
}

/** Records of the hold-out, and those that are near-duplicates both of them and of others. */
export function neverTrainedOn(
  store: Pick<Store, 'holdout' | 'betweenRecords'>,
): ReadonlySet<RecordId> {
  return new Set([...holdoutIds(store), ...store.betweenRecords()]);
}
