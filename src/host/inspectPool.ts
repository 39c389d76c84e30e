import { message } from '../core/messages/messages.ts';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { UserError } from '../core/errors.ts';
import { guessFields } from '../core/pool/guessFields.ts';
import { DamagedTexts } from '../core/pool/damagedTexts.ts';
import { CollectedLabels } from '../core/pool/collectedLabels.ts';
import { openPool, type OpenPoolOptions } from '../core/pool/openPool.ts';
import { PoolFile, type FoundRow } from '../core/pool/poolFile.ts';
import { findReading } from '../core/pool/reading/findReading.ts';
import { columnNames, firstRows, sampleRows } from '../core/pool/sampleRows.ts';
import type { ByteSource } from '../core/pool/byteSource.ts';
import { storedForm, type PoolFormat, type PoolSpec } from '../core/pool/poolSpec.ts';
import type { WorkOptions } from '../core/engine/engineApi.ts';
import type { PoolInspection, PoolSurvey, SurveyQuestion, ValueCount } from '../vscode/ports.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { openPoolSource, samplePoolFile } from './poolSource.ts';

/** Rows for guessing fields. */
const maxRowsSampled = 1000;

/** Maximum number of problems reported before a project exists. */
const maxProblems = 100;

/** Preview rows, shown as read. */
const previewRows = 3;

/**
 * Detects a file's format and the role of its fields.
 * @param overrides known parts of the format; the rest is detected
 * @throws UserError with a remedy if nothing can be read from it
 */
export async function inspectPool(
  path: string,
  overrides: Partial<PoolFormat> = {},
): Promise<PoolInspection> {
  const name = basename(path);
  const samples = await samplePoolFile({ location: path, path: name, sheet: overrides.sheet });
  const reading = findReading(name, samples, overrides);
  const { format } = reading;
  const rows = sampleRows(samples, format, quotedRows, maxRowsSampled);
  const { fields, text, isDoubtful, emptyText, id, label, columns, flags } = guessFields(rows);
  if (fields.length === 0) {
    throw new UserError(message('pool.nothingToLabel', { path: name }));
  }
  const guess = {
    text,
    ...(isDoubtful && { isDoubtful }),
    ...(emptyText === undefined ? {} : { emptyText }),
    ...(id === undefined ? {} : { id }),
    ...(label === undefined ? {} : { label }),
    ...(columns === undefined ? {} : { columns }),
  };
  const first = firstRows(samples, format, quotedRows, previewRows);
  const isWhole = samples.middle === undefined && samples.tail === undefined;
  const isComplete = isWhole && rows.length < maxRowsSampled;
  const names = columnNames(samples, format, quotedRows);
  const namedColumns = names ? { columns: names } : {};
  return {
    format,
    reading,
    ...namedColumns,
    first,
    fields,
    guess,
    flags,
    rows: rows.length,
    all: isComplete,
  };
}

/**
 * Reads a whole file as a project would: counts what happens to its rows, and collects the labels
 * of a field.
 * @throws UserError if there is no text to label; CancelledError
 */
export async function surveyPool(
  path: string,
  { format, text, label, columns = [] }: SurveyQuestion,
  { signal, onProgress }: WorkOptions = {},
): Promise<PoolSurvey> {
  const files = [{ path: basename(path), format }];
  const spec = {
    files,
    textFields: text,
    contextFields: [],
    ...(label === undefined ? {} : { labelField: label }),
  };
  const work = signal ? { signal } : {};
  return withSources({ files }, dirname(path), work, async (sources) => {
    const collected = new CollectedLabels({
      text,
      columns,
      ...(label === undefined ? {} : { label }),
    });
    const damaged = new DamagedTexts(text);
    const onRow: OpenPoolOptions['onRow'] = (row, getterOf, source) => {
      damaged.add(row, getterOf, source);
      if (collected.isWanted) collected.add(row, getterOf, source);
    };
    const options = {
      quotedRows,
      problemLimit: maxProblems,
      onRow,
      ...work,
    };
    const pool = await openPool(spec, sources, onProgress ? { ...options, onProgress } : options);
    const { accounting, problems, labels } = pool;
    await pool.close();
    return {
      accounting,
      problems: problems.kept.filter(({ severity }) => severity === 'error'),
      damaged: damaged.count,
      labels: byRows(labels.names.map((value, i) => ({ value, rows: labels.rowCounts[i]! }))),
      labelsPassed: labels.passed,
      multiLabel: collected.multiLabelReadings,
      empty: collected.empty,
      columns: collected.columns,
    };
  });
}

/** The values of a field over all files of a pool, most frequent first, with their row counts. */
export async function countValues(
  { files }: Pick<PoolSpec, 'files'>,
  folder: string,
  field: string,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal },
): Promise<readonly ValueCount[]> {
  const spec = { files, textFields: [], contextFields: [field] };
  const counts = new Map<string, number>();
  await withSources({ files }, folder, signal ? { signal } : {}, async (sources) => {
    for (const [i, { format }] of files.entries()) {
      const file = new PoolFile(sources[i]!, format, spec, quotedRows);
      const onRow = ({ row, note, source }: FoundRow): void => {
        if (note?.fault) return;
        const value = file.fields!.context(row, source)[field];
        if (value !== undefined && value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
      };
      await file.index(onRow, ignore, ignore, signal);
    }
    await Promise.all(sources.map((source) => source.close()));
  });
  return byRows([...counts].map(([value, rows]) => ({ value, rows }))).slice(0, limit);
}

/** Opens files of a pool for one pass, with a temporary spool folder. */
async function withSources<T>(
  { files }: Pick<PoolSpec, 'files'>,
  folder: string,
  work: { readonly signal?: AbortSignal },
  use: (sources: readonly ByteSource[]) => Promise<T>,
): Promise<T> {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-'));
  const sources: ByteSource[] = [];
  try {
    for (const { path, format } of files) {
      const location = resolve(folder, path);
      sources.push(
        await openPoolSource({ location, path, ...storedForm(format), cacheFolder, ...work }),
      );
    }
    return await use(sources);
  } catch (error) {
    await Promise.all(sources.map((source) => source.close()));
    throw error;
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

function byRows(values: readonly ValueCount[]): ValueCount[] {
  return values.toSorted((a, b) => b.rows - a.rows);
}

function ignore(): void {
  // A pass over the values ignores all other events.
}
