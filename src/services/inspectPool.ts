import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { openFileSource } from '../adapters/files/fileSource.ts';
import { HumanError } from '../core/errors.ts';
import { guessFields } from '../core/pool/guessFields.ts';
import { guessFormat } from '../core/pool/guessFormat.ts';
import { openPool } from '../core/pool/openPool.ts';
import { sampleRows } from '../core/pool/sampleRows.ts';
import type { ByteSource } from '../core/pool/byteSource.ts';
import type { PoolSpec } from '../core/pool/poolSpec.ts';
import type { PoolInspection, ValueCount } from '../vscode/services.ts';
import { readHead } from './poolSpec.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** Rows that fields are guessed from. */
const rowsLookedAt = 500;

/** Looks at the beginning of a file: how it is written, and which field is what. */
export async function inspectPool(path: string): Promise<PoolInspection> {
  const head = await readHead(path);
  const format = guessFormat(path, head);
  const rows = sampleRows(head, format, quotedRows, rowsLookedAt);
  const { fields, text, id, label } = guessFields(rows);
  if (fields.length === 0) {
    throw new HumanError(
      `${basename(path)} has no fields that can be read. A pool is JSON Lines (one object a line), CSV or TSV.`,
    );
  }
  const guess = {
    text,
    ...(id === undefined ? {} : { id }),
    ...(label === undefined ? {} : { label }),
  };
  return { format, fields, guess, rows: rows.length };
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
      const gzip = format.gzip ?? false;
      sources.push(await openFileSource({ location, path, gzip, cacheFolder, ...work }));
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
