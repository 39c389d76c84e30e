import { message } from '../../core/messages/messages.ts';
import type { MultiTraining, SingleTraining, TrainingSet } from '../../core/engine/modelApi.ts';
import { UserError } from '../../core/errors.ts';
import { indicators, NO, UNKNOWN, YES, type Indicators } from '../../core/heads/indicators.ts';
import type { PoolIndex } from '../../core/pool/poolIndex.ts';

/** Training records as pool rows. */
export interface TrainingRows<Answers = Int32Array | Indicators> {
  readonly rows: number[];
  /** Parallel to `rows`: indices into the label set, or judgements of its labels. */
  readonly answers: Answers;
}

type Rows = Pick<PoolIndex, 'rowOf'>;

/**
 * The records of a training set that the pool holds.
 * @param names the label set
 * @throws UserError for an answer outside `names`
 */
export function trainingRows(
  training: TrainingSet,
  names: readonly string[],
  index: Rows,
): TrainingRows {
  return training.task === 'single'
    ? singleRows(training, names, index)
    : multiRows(training, names, index);
}

/** `trainingRows` for records with one label. */
export function singleRows(
  { ids, answers }: SingleTraining,
  names: readonly string[],
  index: Rows,
): TrainingRows<Int32Array> {
  const rows: number[] = [];
  const labels: number[] = [];
  for (const [i, id] of ids.entries()) {
    const row = index.rowOf(id);
    const label = labelIndex(answers[i]!, names);
    if (row === undefined) continue;
    rows.push(row);
    labels.push(label);
  }
  return { rows, answers: Int32Array.from(labels) };
}

/** `trainingRows` for records with any number of labels. */
export function multiRows(
  { ids, answers }: MultiTraining,
  names: readonly string[],
  index: Rows,
): TrainingRows<Indicators> {
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const labelIndexOf = (name: string): number => indexOf.get(name) ?? labelIndex(name, names);
  const present = ids.flatMap((id, i) => {
    const row = index.rowOf(id);
    return row === undefined ? [] : [{ row, judged: answers[i]! }];
  });
  const data = new Int8Array(present.length * names.length).fill(UNKNOWN);
  for (const [i, { judged: judgement }] of present.entries()) {
    for (const name of judgement.no) data[i * names.length + labelIndexOf(name)] = NO;
    for (const name of judgement.yes) data[i * names.length + labelIndexOf(name)] = YES;
  }
  return {
    rows: present.map(({ row }) => row),
    answers: indicators(present.length, names.length, data),
  };
}

/** @throws RangeError for a multi-label task */
export function singleTraining(training: TrainingSet): SingleTraining {
  if (training.task === 'single') return training;
  throw new RangeError(`Answers of task ${training.task} where each record has one label`);
}

/** @throws RangeError for a single-label task */
export function multiTraining(training: TrainingSet): MultiTraining {
  if (training.task === 'multi') return training;
  throw new RangeError(`Answers of task ${training.task} where records have several labels`);
}

function labelIndex(label: string, names: readonly string[]): number {
  const index = names.indexOf(label);
  if (index < 0) throw new UserError(message('engine.unknownLabel', { label }));
  return index;
}
