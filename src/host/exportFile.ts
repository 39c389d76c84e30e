import { message } from '../core/messages/messages.ts';
import { UserError, throwIfAborted } from '../core/errors.ts';
import { replaceFile } from '../adapters/files/replaceFile.ts';
import { exportCsv, exportJsonl, type ExportItem } from '../core/interchange/exportRows.ts';
import { isLabelled } from '../core/store/isAnswered.ts';
import { holdoutIds } from '../core/store/holdoutIds.ts';
import type { Engine } from '../core/engine/engineApi.ts';
import { partOf } from '../core/pool/rowList.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { RecordId } from '../core/record.ts';
import type { Store, StoredAnswer } from '../core/store/store.ts';
import type { ExportOptions, ExportSummary } from '../vscode/ports.ts';

/** Rows whose texts are read at a time. */
const block = 500;

export interface ExportSource {
  readonly store: Pick<Store, 'answers' | 'holdout'>;
  readonly engine: Pick<Engine, 'read' | 'rowsOf' | 'readRows'>;
  readonly project: Pick<ProjectFile, 'context' | 'task'>;
  /** Whether a file belongs to the project, so that an export must not overwrite it. */
  readonly isOwn: (path: string) => boolean;
}

/**
 * Writes every label with its rows to a file, which gets its final name only when complete. Labels
 * of records missing from the pool come last.
 * @throws UserError if there is nothing to write, or the disk refuses; CancelledError
 */
export async function exportLabels(
  options: ExportOptions,
  source: ExportSource,
): Promise<ExportSummary> {
  const labelled = source.store.answers().filter(isExported);
  if (labelled.length === 0) {
    throw new UserError(message('export.noLabels', {}));
  }
  if (source.isOwn(options.to)) {
    throw new UserError(message('export.ownFile', { path: options.to }));
  }
  let rows = 0;
  async function* counted(): AsyncGenerator<ExportItem> {
    const items = options.rows === 'answers' ? answersOf : rowsOf;
    for await (const item of items(labelled, options, source)) {
      rows++;
      yield item;
    }
  }
  const poolFields = source.project.context;
  const several = source.project.task === 'multi' && {
    several: columnsOf(labelled, options.labels),
  };
  const lines =
    options.format === 'jsonl'
      ? exportJsonl(counted(), { poolFields, ...several })
      : exportCsv(counted(), {
          poolFields,
          ...several,
          forSpreadsheets: options.format === 'spreadsheet',
        });
  try {
    await replaceFile(options.to, inPieces(lines));
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) {
      throw new UserError(message('export.cannotWrite', { path: options.to, why: error.message }), {
        cause: error,
      });
    }
    throw error;
  }
  return { rows, answers: labelled.length };
}

/** Also records of which only some labels were judged. */
function isExported(answer: StoredAnswer): boolean {
  return isLabelled(answer) || answer.labels !== undefined;
}

/** The project's labels, then those of answers that have left the set. */
function columnsOf(answers: readonly StoredAnswer[], labels: readonly string[]): string[] {
  return [
    ...new Set([...labels, ...answers.flatMap((answer) => [...(answer.labels?.keys() ?? [])])]),
  ];
}

/** One item per pool row whose text has an answer, in file order. */
async function* rowsOf(
  labelled: readonly StoredAnswer[],
  { signal, onProgress }: ExportOptions,
  { store, engine }: ExportSource,
): AsyncGenerator<ExportItem> {
  const left = new Map(labelled.map((answer) => [answer.recordId, answer]));
  const answers = new Map(left);
  const holdout = heldOut(store);
  const work = signal ? { signal } : {};
  const places = await engine.rowsOf({ ids: [...answers.keys()] }, work);
  const { length } = places.records;
  for (let from = 0; from < length; from += block) {
    throwIfAborted(signal);
    const rows = partOf(places, from, Math.min(length, from + block));
    for (const row of await engine.readRows({ rows }, work)) {
      const answer = answers.get(row.id);
      if (!answer) continue;
      left.delete(row.id);
      // A row without an id of its own must not get another row's.
      const record = { ...row, sourceId: row.sourceId ?? row.id };
      yield { answer, record, holdout: holdout.has(row.id) };
    }
    const step = Math.min(length, from + block);
    onProgress?.({ what: message('progress.exporting', {}), step, steps: length });
  }
  for (const answer of left.values()) {
    yield { answer, holdout: holdout.has(answer.recordId) };
  }
}

/** One item per answer, in order, with the first row of its text. */
async function* answersOf(
  labelled: readonly StoredAnswer[],
  { signal, onProgress }: ExportOptions,
  { store, engine }: ExportSource,
): AsyncGenerator<ExportItem> {
  const holdout = heldOut(store);
  for (let from = 0; from < labelled.length; from += block) {
    throwIfAborted(signal);
    const part = labelled.slice(from, from + block);
    const records = await engine.read({ ids: part.map(({ recordId }) => recordId) });
    const byId = new Map(records.map((record) => [record.id, record]));
    for (const answer of part) {
      const record = byId.get(answer.recordId);
      yield { answer, holdout: holdout.has(answer.recordId), ...(record ? { record } : {}) };
    }
    const step = Math.min(labelled.length, from + block);
    onProgress?.({ what: message('progress.exporting', {}), step, steps: labelled.length });
  }
}

function heldOut(store: Pick<Store, 'holdout'>): ReadonlySet<RecordId> {
  return new Set(holdoutIds(store));
}

/** Joins lines into chunks large enough to write. */
async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length < 2 ** 16) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
