import { throwIfAborted } from '../core/errors.ts';
import { isProblem, type ReadItem } from '../core/interchange/formats/format.ts';
import type { ReadRow } from '../core/interchange/formats/exchangeRow.ts';
import { rowOf } from '../core/math/matrix.ts';
import { message } from '../core/messages/messages.ts';
import type { PredictedRow } from '../core/predict/predictionRows.ts';
import type { Predictor } from '../core/predict/predictor.ts';
import type { OnProgress } from '../core/progress.ts';
import { recordIdOf } from '../core/record.ts';
import { rowsPerBatch, type KnownRecords } from './poolRows.ts';

interface FileRowsOptions {
  /** The project's knowledge of the texts, if there is a project. */
  readonly known?: KnownRecords;
  readonly onlyUnlabelled: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** The texts of a file in order, in batches; merges consecutive answers to one text into one row. */
export async function* fileRows(
  items: AsyncIterable<ReadItem>,
  predictor: Pick<Predictor, 'score'>,
  { known, onlyUnlabelled, signal, onProgress }: FileRowsOptions,
): AsyncGenerator<PredictedRow[]> {
  let rows: ReadRow[] = [];
  let step = 0;
  let last: number | undefined;
  const predictBatch = async (): Promise<PredictedRow[]> => {
    const batch = rows;
    rows = [];
    throwIfAborted(signal);
    onProgress?.({ what: message('progress.predicting', {}), step });
    step += batch.length;
    const p = await predictor.score(
      batch.map(({ text }) => text),
      signal,
    );
    return batch.map(({ id, text }, i) => {
      const record = recordIdOf(text);
      const isLabelled = known?.isLabelled(record) ?? false;
      return {
        id: id ?? record,
        text,
        probabilities: rowOf(p, i),
        ...(known && { known: { isLabelled, isHeldOut: known.isHeldOut(record) } }),
      };
    });
  };
  for await (const item of items) {
    if (isProblem(item)) continue;
    if (item.record !== undefined && item.record === last) continue;
    last = item.record;
    if (onlyUnlabelled && known?.isLabelled(recordIdOf(item.text))) continue;
    rows.push(item);
    if (rows.length === rowsPerBatch) yield await predictBatch();
  }
  if (rows.length > 0) yield await predictBatch();
}
