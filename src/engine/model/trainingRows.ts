import { message } from '../../core/messages/messages.ts';
import type { SingleTraining, TrainingSet } from '../../core/engine/modelApi.ts';
import { UserError } from '../../core/errors.ts';
import type { PoolIndex } from '../../core/pool/poolIndex.ts';

/** Training records as pool rows. */
export interface TrainingRows {
  readonly rows: number[];
  /** Indices into the label set, parallel to `rows`. */
  readonly labels: Int32Array;
}

/** @throws RangeError for records of several labels */
export function singleTraining(training: TrainingSet): SingleTraining {
  if (training.task === 'single') return training;
  throw new RangeError(`Answers of task ${training.task} where each record has one label`);
}

/**
 * The records of a training set that the pool holds.
 * @param names the label set
 * @throws UserError for an answer outside `names`
 */
export function trainingRows(
  training: TrainingSet,
  names: readonly string[],
  index: Pick<PoolIndex, 'rowOf'>,
): TrainingRows {
  const { ids, answers } = singleTraining(training);
  const rows: number[] = [];
  const labels: number[] = [];
  for (const [i, id] of ids.entries()) {
    const row = index.rowOf(id);
    const label = names.indexOf(answers[i]!);
    if (label < 0) throw new UserError(message('engine.unknownLabel', { label: answers[i]! }));
    if (row === undefined) continue;
    rows.push(row);
    labels.push(label);
  }
  return { rows, labels: Int32Array.from(labels) };
}
