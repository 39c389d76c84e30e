import type { RecordId } from '../../record.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import type { LabelTask } from '../../acquisition/acquisition.ts';
import { labelsThat } from '../../task/judgement.ts';
import type { LabelJudgements } from '../../task/labelJudgements.ts';
import type { Derivation, DerivedList } from '../journal/derivedAnswers.ts';
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
  return answersOf(
    answers.filter((answer) => mayTrain(answer, without)),
    about,
  );
}

function mayTrain(
  { recordId, ask }: TrainedAnswer,
  without: readonly ReadonlySet<RecordId>[],
): boolean {
  return !isOfHoldout(ask) && !without.some((ids) => ids.has(recordId));
}

/** What a training set takes from each answer; see `trainingSet`. */
export class TrainingDerivation implements Derivation<TrainingSet['answers'][number]> {
  readonly #about: LabelsOfTask;
  readonly #known: ReadonlySet<string>;
  readonly #without: readonly ReadonlySet<RecordId>[];

  constructor(about: LabelsOfTask, ...without: readonly ReadonlySet<RecordId>[]) {
    this.#about = about;
    this.#known = new Set(about.labels);
    this.#without = without;
  }

  of(answer: TrainedAnswer): TrainingSet['answers'][number] | undefined {
    return mayTrain(answer, this.#without)
      ? answerAmong(this.#known, this.#about.task, answer)
      : undefined;
  }

  equals(earlier: TrainingDerivation): boolean {
    return (
      this.#about.task === earlier.#about.task &&
      haveSame(this.#known, earlier.#known) &&
      this.#without.every((ids, i) => haveSame(ids, earlier.#without[i]!))
    );
  }

  /** @param derived what it takes from all answers */
  setOf({ ids, values }: DerivedList<TrainingSet['answers'][number]>): TrainingSet {
    return { task: this.#about.task, ids, answers: values } as TrainingSet;
  }
}

function haveSame<T>(some: ReadonlySet<T>, others: ReadonlySet<T>): boolean {
  if (some === others) return true;
  return some.size === others.size && [...some].every((item) => others.has(item));
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
  const set = answers.flatMap((answer) => {
    const given = answerAmong(known, task, answer);
    return given === undefined ? [] : [{ id: answer.recordId, given }];
  });
  const ids = set.map(({ id }) => id);
  return { task, ids, answers: set.map(({ given }) => given) } as TrainingSet;
}

/** An answer in the form of this task's training set; undefined if it judges none of the labels. */
function answerAmong(
  known: ReadonlySet<string>,
  task: LabelTask,
  { label, labels }: Pick<StoredAnswer, 'label' | 'labels'>,
): TrainingSet['answers'][number] | undefined {
  if (task === 'multi') return judgedAmong(known, labels);
  return label !== undefined && known.has(label) ? label : undefined;
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
  if (training.task === 'single') {
    const [first] = training.answers;
    return training.answers.some((label) => label !== first);
  }
  const [applied, not] = [new Set<string>(), new Set<string>()];
  return training.answers.some(({ yes, no }) => {
    for (const label of yes) applied.add(label);
    for (const label of no) not.add(label);
    return [...yes, ...no].some((label) => applied.has(label) && not.has(label));
  });
}

/** Hold-out members, and records that are near-duplicates of both members and other records. */
export function neverTrainedOn(
  store: Pick<Store, 'holdout' | 'excludedRecords'>,
): ReadonlySet<RecordId> {
  return new Set([...holdoutIds(store), ...store.excludedRecords()]);
}
