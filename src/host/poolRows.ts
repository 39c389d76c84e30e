import { throwIfAborted } from '../core/errors.ts';
import { matrix, rowOf } from '../core/math/matrix.ts';
import { message } from '../core/messages/messages.ts';
import type { OwnText } from '../core/pool/readRows.ts';
import type { PredictedRow } from '../core/predict/predictionRows.ts';
import type { OnProgress } from '../core/progress.ts';
import type { RecordId } from '../core/record.ts';
import type { PassedPool, PassedRows } from './passedPool.ts';
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
  pool: Pick<PassedPool, 'parts' | 'textsOf' | 'rowsRead'>,
  predictor: Pick<ProjectPredictor, 'scoreRecords'>,
  { isLabelled, isHeldOut, onlyUnlabelled, signal, onProgress }: PoolRowsOptions,
): AsyncGenerator<PredictedRow[]> {
  const isWanted = onlyUnlabelled ? (id: RecordId): boolean => !isLabelled(id) : undefined;
  const steps = pool.rowsRead;
  for (const part of pool.parts(rowsPerBatch, isWanted)) {
    throwIfAborted(signal);
    onProgress?.({ what: message('progress.predicting', {}), step: part.before, steps });
    const own = await part.read();
    const p = await scoreRows(pool, part, own, predictor, signal);
    yield own.map(({ id, sourceId, text }, i) => ({
      // Without an id of its own, a row must not get that of another row with the same text.
      id: sourceId ?? id,
      text,
      probabilities: rowOf(p, i),
      known: { isLabelled: isLabelled(id), isHeldOut: isHeldOut(id) },
    }));
  }
}

async function scoreRows(
  pool: Pick<PassedPool, 'textsOf'>,
  { records, isFirst }: PassedRows,
  own: readonly OwnText[],
  predictor: Pick<ProjectPredictor, 'scoreRecords'>,
  signal: AbortSignal | undefined,
) {
  const unique = [...new Set(records)].sort((a, b) => a - b);
  const textByRow = new Map<number, string>();
  own.forEach(({ text }, i) => {
    if (isFirst(i)) textByRow.set(records[i]!, text);
  });
  // A record's vector comes from its first row, whose spelling may differ slightly.
  const textsOf = async (rows: readonly number[]): Promise<string[]> => {
    const unreadRows = rows.filter((row) => !textByRow.has(row));
    const read = await pool.textsOf(unreadRows);
    read.forEach((text, i) => textByRow.set(unreadRows[i]!, text));
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
