import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { openFileSource } from '../adapters/files/fileSource.ts';
import { readSamples } from '../adapters/files/samples.ts';
import { HumanError } from '../core/errors.ts';
import { guessFields } from '../core/pool/guessFields.ts';
import { openPool } from '../core/pool/openPool.ts';
import { findReading } from '../core/pool/reading/findReading.ts';
import { firstRows, sampleRows } from '../core/pool/sampleRows.ts';
import type { ByteSource } from '../core/pool/byteSource.ts';
import type { PoolFormat, PoolSpec } from '../core/pool/poolSpec.ts';
import type { PoolInspection, ValueCount } from '../vscode/services.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** Rows that fields are guessed from. */
const rowsLookedAt = 1000;

/** Rows shown as they were read. */
const rowsShown = 3;

/**
 * Looks at a file: how it is written, and which field is what.
 * @param given what is known of its form; the rest is found
 * @throws HumanError with what to do if nothing can be read from it
 */
export async function inspectPool(
  path: string,
  given: Partial<PoolFormat> = {},
): Promise<PoolInspection> {
  const name = basename(path);
  const samples = await readSamples({ location: path, path: name });
  const reading = findReading(name, samples, given);
  const { format } = reading;
  const rows = sampleRows(samples, format, quotedRows, rowsLookedAt);
  const { fields, text, id, label } = guessFields(rows);
  if (fields.length === 0) {
    throw new HumanError(
      `There is nothing to label in ${name}: it has no rows with fields that can be read. ` +
        'A pool is JSON (a list of objects, or one object a line) or a table with delimiters (CSV, TSV).',
    );
  }
  const guess = {
    text,
    ...(id === undefined ? {} : { id }),
    ...(label === undefined ? {} : { label }),
  };
  const first = firstRows(samples, format, quotedRows, rowsShown);
  return { format, reading, first, fields, guess, rows: rows.length };
}

/** The values of a field over the whole file, most frequent first. */
export async function distinctValues(
  path: string,
  field: string,
  options: { readonly limit: number; readonly signal?: AbortSignal },
): Promise<readonly string[]> {
  const { format } = await inspectPool(path);
  const files = [{ path: basename(path), format }];
  const values = await countValues({ files }, dirname(path), field, options);
  return values.map(({ value }) => value);
}

/** The values of a field over all files of a pool, most frequent first, with the rows that have each. */
export async function countValues(
  { files }: Pick<PoolSpec, 'files'>,
  folder: string,
  field: string,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal },
): Promise<readonly ValueCount[]> {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-'));
  const work = signal ? { signal } : {};
  try {
    const sources: ByteSource[] = [];
    for (const { path, format } of files) {
      const location = resolve(folder, path);
      const { gzip = false, encoding = 'utf-8' } = format;
      sources.push(await openFileSource({ location, path, gzip, encoding, cacheFolder, ...work }));
    }
    // The field's own values stand in for the text: rows with the same one become one record.
    const spec = { files, textFields: [field], contextFields: [], labelField: field };
    const pool = await openPool(spec, sources, { quotedRows, ...work });
    const counts = Array.from({ length: pool.index.size }, (_, row) => ({
      value: pool.labels.of(row),
      rows: pool.index.multiplicity(row),
    }));
    await pool.close();
    return counts
      .sort((a, b) => b.rows - a.rows)
      .flatMap(({ value, rows }) => (value === undefined ? [] : [{ value, rows }]))
      .slice(0, limit);
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}
