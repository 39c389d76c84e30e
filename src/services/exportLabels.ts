import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HumanError, throwIfAborted } from '../core/errors.ts';
import { exportCsv, exportJsonl, type ExportItem } from '../core/interchange/exportLabels.ts';
import type { Engine } from '../core/loop/enginePort.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { Store } from '../core/store/store.ts';
import type { ExportOptions } from '../vscode/services.ts';

/** Records whose texts are read at a time. */
const block = 500;

/**
 * Writes every label with its record to a file, which gets its name only when it is complete.
 * @returns the number of records written.
 * @throws HumanError if there is nothing to write, or the disk refuses; CancelledError
 */
export async function exportLabels(
  options: ExportOptions,
  source: { store: Store; engine: Engine; project: ProjectFile },
): Promise<number> {
  const { store, engine, project } = source;
  const labelled = store.answers().filter(({ kind }) => kind === 'label');
  if (labelled.length === 0) {
    throw new HumanError('There are no labels to export yet. Label some records first.');
  }
  const held = new Set(store.holdout()?.members.map(({ recordId }) => recordId));
  async function* items(): AsyncGenerator<ExportItem> {
    for (let from = 0; from < labelled.length; from += block) {
      throwIfAborted(options.signal);
      const part = labelled.slice(from, from + block);
      const records = await engine.read({ ids: part.map(({ recordId }) => recordId) });
      const byId = new Map(records.map((record) => [record.id, record]));
      for (const answer of part) {
        const record = byId.get(answer.recordId);
        yield { answer, holdout: held.has(answer.recordId), ...(record ? { record } : {}) };
      }
      const step = Math.min(labelled.length, from + block);
      options.onProgress?.({ what: 'Exporting labels', step, steps: labelled.length });
    }
  }
  const poolFields = { poolFields: project.context };
  const lines =
    options.format === 'csv' ? exportCsv(items(), poolFields) : exportJsonl(items(), poolFields);
  const partial = `${options.to}.part`;
  try {
    await pipeline(Readable.from(lines), createWriteStream(partial));
    await rename(partial, options.to);
  } catch (error) {
    await rm(partial, { force: true });
    if (error instanceof Error && 'code' in error) {
      throw new HumanError(
        `${options.to} cannot be written (${error.message}). Choose another place.`,
      );
    }
    throw error;
  }
  return labelled.length;
}
