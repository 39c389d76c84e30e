import { throwIfAborted } from '../core/errors.ts';
import type { Engine } from '../core/engine/engineApi.ts';
import type { ExportItem } from '../core/interchange/exportRows.ts';
import { message } from '../core/messages/messages.ts';
import { partOf } from '../core/pool/rowList.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { Store, StoredAnswer } from '../core/store/store.ts';
import type { ExportOptions } from '../core/interchange/exportOptions.ts';

/** Rows whose texts are read at a time. */
const rowsPerBlock = 500;

export interface ExportSource {
  readonly store: Pick<Store, 'answers' | 'holdout' | 'journal'>;
  readonly engine: Pick<Engine, 'read' | 'rowsOf' | 'readRows'>;
  readonly project: Pick<ProjectFile, 'context' | 'task'>;
}

type Work = Pick<ExportOptions, 'signal' | 'onProgress'>;
type IsHeldOut = (answer: StoredAnswer) => boolean;

/**
 * One item per pool row whose text has an answer, in file order; answers to records that are not
 * in the pool come last.
 */
export async function* rowsOf(
  exported: readonly StoredAnswer[],
  isHeldOut: IsHeldOut,
  { signal, onProgress }: Work,
  { engine }: Pick<ExportSource, 'engine'>,
): AsyncGenerator<ExportItem> {
  const remaining = new Map(exported.map((answer) => [answer.recordId, answer]));
  const answers = new Map(remaining);
  const work = signal ? { signal } : {};
  const rowArrays = await engine.rowsOf({ ids: [...answers.keys()] }, work);
  const { length } = rowArrays.records;
  for (let from = 0; from < length; from += rowsPerBlock) {
    throwIfAborted(signal);
    const rows = partOf(rowArrays, from, Math.min(length, from + rowsPerBlock));
    for (const row of await engine.readRows({ rows }, work)) {
      const answer = answers.get(row.id);
      if (!answer) continue;
      remaining.delete(row.id);
      // Without an id of its own, a row must not get that of another row with the same text.
      const record = { ...row, sourceId: row.sourceId ?? row.id };
      yield { answer, record, holdout: isHeldOut(answer) };
    }
    const step = Math.min(length, from + rowsPerBlock);
    onProgress?.({ what: message('progress.exporting', {}), step, steps: length });
  }
  for (const answer of remaining.values()) yield { answer, holdout: isHeldOut(answer) };
}

/** One item per answer, in order, with the first row of its text. */
export async function* answersOf(
  answers: readonly StoredAnswer[],
  isHeldOut: IsHeldOut,
  { signal, onProgress }: Work,
  { engine }: Pick<ExportSource, 'engine'>,
): AsyncGenerator<ExportItem> {
  for (let from = 0; from < answers.length; from += rowsPerBlock) {
    throwIfAborted(signal);
    const part = answers.slice(from, from + rowsPerBlock);
    const records = await engine.read({ ids: part.map(({ recordId }) => recordId) });
    const byId = new Map(records.map((record) => [record.id, record]));
    for (const answer of part) {
      const record = byId.get(answer.recordId);
      yield { answer, holdout: isHeldOut(answer), ...(record ? { record } : {}) };
    }
    const step = Math.min(answers.length, from + rowsPerBlock);
    onProgress?.({ what: message('progress.exporting', {}), step, steps: answers.length });
  }
}
