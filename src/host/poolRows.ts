import { throwIfAborted } from '../core/errors.ts';
import { matrix, rowOf } from '../core/math/matrix.ts';
import { message } from '../core/messages/messages.ts';
import type { Pool } from '../core/pool/openPool.ts';
import type { RowArrays } from '../core/pool/rowList.ts';
import type { PredictedRow } from '../core/predict/predictionRows.ts';
import type { OnProgress } from '../core/progress.ts';
import type { PoolRecord, RecordId } from '../core/record.ts';
import type { ProjectPredictor } from './projectPredictor.ts';

/** Rows read and predicted at a time. */
export const rowsPerBatch = 512;

/** A project's knowledge of its records. */
export interface KnownRecords {
  readonly isLabelled: (id: RecordId) => boolean;
  readonly isHeldOut: (id: RecordId) => boolean;
}

interface PoolRowsOptions extends KnownRecords {
  /** Whether to leave out labelled records. */
  readonly onlyUnlabelled: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Every row of a pool in file order, in batches; rows with the same text share a prediction. */
export async function* poolRows(
  pool: Pool,
  predictor: Pick<ProjectPredictor, 'scoreRecords'>,
  { isLabelled, isHeldOut, onlyUnlabelled, signal, onProgress }: PoolRowsOptions,
): AsyncGenerator<PredictedRow[]> {
  const { index } = pool;
  const isIncluded = (row: number): boolean => !onlyUnlabelled || !isLabelled(index.id(row));
  let steps = index.rowsRead;
  if (onlyUnlabelled) {
    for (let row = 0; row < index.size; row++) {
      if (!isIncluded(row)) steps -= index.multiplicity(row);
    }
  }
  let step = 0;
  for (const part of index.rowsInOrder(rowsPerBatch, isIncluded)) {
    throwIfAborted(signal);
    onProgress?.({ what: message('progress.predicting', {}), step, steps });
    step += part.records.length;
    const partRecords = await pool.readOwn(part);
    const p = await scoreRows(pool, part, partRecords, predictor, signal);
    yield partRecords.map(({ id, sourceId, text }, i) => ({
      // Without an id of its own, a row must not get that of another row with the same text.
      id: sourceId ?? id,
      text,
      probabilities: rowOf(p, i),
      known: { isLabelled: isLabelled(id), isHeldOut: isHeldOut(id) },
    }));
  }
}

async function scoreRows(
  pool: Pool,
  { records, files, offsets }: RowArrays,
  partRecords: readonly PoolRecord[],
  predictor: Pick<ProjectPredictor, 'scoreRecords'>,
  signal: AbortSignal | undefined,
) {
  const unique = [...new Set(records)].sort((a, b) => a - b);
  const textByRow = new Map<number, string>();
  partRecords.forEach(({ text }, i) => {
    const { file, offset } = pool.index.place(records[i]!);
    if (file === files[i] && offset === offsets[i]) textByRow.set(records[i]!, text);
  });
  // A record's vector comes from its first row, whose spelling may differ slightly.
  const textsOf = async (rows: readonly number[]): Promise<string[]> => {
    const unreadRows = rows.filter((row) => !textByRow.has(row));
    const read = await pool.read(unreadRows);
    read.forEach(({ text }, i) => textByRow.set(unreadRows[i]!, text));
    return rows.map((row) => textByRow.get(row)!);
  };
  const uniqueScores = await predictor.scoreRecords(unique, textsOf, signal);
  if (unique.length === records.length && unique.every((row, i) => row === records[i])) {
    return uniqueScores;
  }
  const indexOf = new Map(unique.map((row, i) => [row, i]));
  const p = matrix(records.length, uniqueScores.cols);
  records.forEach((row, i) =>
    p.data.set(rowOf(uniqueScores, indexOf.get(row)!), i * uniqueScores.cols),
  );
  return p;
}
