import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { userMessageOf } from '../core/errors.ts';
import type { StoreSetting } from '../core/loop/journal/writeQueue.ts';
import { objectGetter } from '../core/pool/fields.ts';
import { openPool } from '../core/pool/openPool.ts';
import { delimiters, storedForm, type PoolFormat } from '../core/pool/poolSpec.ts';
import { findReading } from '../core/pool/reading/findReading.ts';
import { tableKinds } from '../core/pool/tableKind.ts';
import type { FileSamples } from '../core/pool/reading/reading.ts';
import { sampleRows } from '../core/pool/sampleRows.ts';
import { fieldsWithLabels } from '../core/projectFile/labelField.ts';
import type { ProjectFile, ProjectPool } from '../core/projectFile/projectFile.ts';
import type { RecordId } from '../core/record.ts';
import type { Store } from '../core/store/store.ts';
import { openPoolSource, samplePoolFile } from './poolSource.ts';

/** Stores detected formats that the project file leaves open. */
export interface ReadingStore {
  readonly store: Pick<Store, 'setting' | 'answers'>;
  readonly storeSetting: StoreSetting;
}

/** A stored format and the project file's `format` that it completes; a shape on disk. */
interface StoredReading {
  readonly given: Partial<PoolFormat>;
  readonly format: PoolFormat;
}

/** Rows searched for the project's fields. */
const maxRowsSampled = 50;

/** With more candidates than this, stored answers are not used to compare them. */
const maxCompared = 12;

/**
 * The format of a project's file. Parts that the project file leaves open are detected once and
 * stored in the database: of the candidates that have the project's fields, the one that matches
 * most of the stored answers; on a tie the likeliest.
 * @throws UserError if the file cannot be read
 */
export async function readingOf(
  pool: ProjectPool,
  project: ProjectFile,
  folder: string,
  readingStore?: ReadingStore,
): Promise<PoolFormat> {
  const { path, format: overrides = {} } = pool;
  if (isComplete(overrides)) return overrides;
  const samples = await samplePoolFile({
    location: resolve(folder, path),
    path,
    headOnly: true,
    sheet: overrides.sheet,
  });
  const hasFields = (format: PoolFormat): boolean => fieldsExist(format, samples, project);
  const stored = readingStore?.store.setting(settingOf(path)) as StoredReading | undefined;
  if (stored && isDeepStrictEqual(stored.given, overrides) && hasFields(stored.format))
    return stored.format;
  const answered = new Set(readingStore?.store.answers().map(({ recordId }) => recordId));
  const legacy = answered.size > 0 ? legacyFormats(path, samples, overrides) : [];
  const detected = detectOr(legacy, () => {
    const candidates = candidatesFor(path, samples, overrides);
    return answered.size > 0 ? withoutMissingMarks(candidates, overrides) : candidates;
  });
  const candidates = [...detected, ...legacy].filter(hasFields);
  const format =
    candidates.length > 1 && answered.size > 0
      ? await bestMatching(candidates, { path, project, folder, answered })
      : candidates[0];
  if (format === undefined) return findReading(path, samples, overrides).format;
  readingStore?.storeSetting(
    settingOf(path),
    () => ({ given: overrides, format }) satisfies StoredReading,
  );
  return format;
}

/** Detected formats; empty if the file is rejected now but was accepted by an earlier version. */
function detectOr(legacy: readonly PoolFormat[], find: () => PoolFormat[]): PoolFormat[] {
  try {
    return find();
  } catch (error) {
    if (legacy.length === 0 || userMessageOf(error) === undefined) throw error;
    return [];
  }
}

/**
 * Earlier versions read any file of JSON lines as JSON Lines, and did not support other shapes of JSON, such
 * as an object of columns.
 */
function legacyFormats(
  name: string,
  { gzip }: FileSamples,
  overrides: Partial<PoolFormat>,
): PoolFormat[] {
  if (overrides.kind !== undefined || !/\.(jsonl|ndjson|json|txt)(\.gz)?$/i.test(name)) return [];
  return [{ kind: 'jsonl', encoding: 'utf-8', ...(gzip ? { gzip } : {}), ...overrides }];
}

function settingOf(path: string): string {
  return `reading ${path}`;
}

/** Whether a format leaves nothing to detect. */
function isComplete(format: Partial<PoolFormat>): format is PoolFormat {
  if (format.kind === 'parquet') return true;
  const isTable = tableKinds.some((kind) => kind === format.kind);
  if (format.kind === undefined || (format.encoding === undefined && !isTable)) return false;
  const { kind, delimiter, header, columns, quotes } = format;
  if (kind === 'xlsx') return (header ?? columns) !== undefined;
  if (kind !== 'delimited') return true;
  return delimiter !== undefined && quotes !== undefined && (header ?? columns) !== undefined;
}

/**
 * Formats that an earlier version may have detected, the likeliest first: the current result and its
 * alternatives, then variants: lossy UTF-8, other delimiters, the header as a record, quotes as text, title
 * lines as rows.
 */
function candidatesFor(
  name: string,
  samples: FileSamples,
  overrides: Partial<PoolFormat>,
): PoolFormat[] {
  const detected = findReading(name, samples, overrides);
  const candidates = [detected.format, ...detected.alternatives.map(({ format }) => format)];
  const variants: Partial<PoolFormat>[] = [];
  if (detected.format.encoding !== 'utf-8') variants.push({ encoding: 'utf-8' });
  if (detected.format.kind === 'delimited') {
    for (const delimiter of delimiters) {
      variants.push({ delimiter });
      for (const header of [true, false])
        for (const quotes of [true, false]) variants.push({ delimiter, header, quotes, skip: 0 });
    }
  }
  const isOpen = (form: Partial<PoolFormat>): boolean =>
    Object.keys(form).every((key) => overrides[key as keyof PoolFormat] === undefined);
  for (const form of variants.filter(isOpen)) {
    const encodings = new Set([detected.format.encoding ?? 'utf-8', 'utf-8']);
    const encodingName = form.encoding ?? overrides.encoding;
    for (const encoding of encodingName === undefined ? encodings : [encodingName])
      candidates.push(findReading(name, samples, { ...form, ...overrides, encoding }).format);
  }
  return distinct(candidates);
}

/** Earlier versions read the mark of a missing value as a text. */
function withoutMissingMarks(
  formats: readonly PoolFormat[],
  overrides: Partial<PoolFormat>,
): PoolFormat[] {
  if (overrides.missing !== undefined) return [...formats];
  return distinct(formats.map(({ missing: _, ...format }) => format));
}

function distinct(formats: readonly PoolFormat[]): PoolFormat[] {
  return formats.filter(
    (format, i) => formats.findIndex((other) => isDeepStrictEqual(other, format)) === i,
  );
}

function fieldsExist(
  format: PoolFormat,
  samples: FileSamples,
  { text, id, labelField }: ProjectFile,
): boolean {
  const rows = sampleRows(samples, format, quotedRows, maxRowsSampled);
  const labels = labelField ? fieldsWithLabels(labelField) : [];
  const fields = [...text, ...(id === undefined ? [] : [id]), ...labels];
  return fields.every((name) => rows.some((row) => objectGetter(name)(row) !== undefined));
}

interface Comparison {
  readonly path: string;
  readonly project: ProjectFile;
  readonly folder: string;
  readonly answered: ReadonlySet<RecordId>;
}

/** The candidate that matches most labelled records; the first one on a tie. */
async function bestMatching(
  candidates: readonly PoolFormat[],
  comparison: Comparison,
): Promise<PoolFormat | undefined> {
  let best: PoolFormat | undefined;
  let bestCount = -1;
  for (const format of candidates.slice(0, maxCompared)) {
    const matches = await countMatching(format, comparison);
    if (matches > bestCount) [best, bestCount] = [format, matches];
    if (matches === comparison.answered.size) break;
  }
  return best;
}

async function countMatching(
  format: PoolFormat,
  { path, project, folder, answered }: Comparison,
): Promise<number> {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-'));
  try {
    const location = resolve(folder, path);
    const source = await openPoolSource({ location, path, ...storedForm(format), cacheFolder });
    const spec = { files: [{ path, format }], textFields: project.text, contextFields: [] };
    const pool = await openPool(spec, [source], { quotedRows });
    const matches = [...answered].filter((id) => pool.index.rowOf(id) !== undefined).length;
    await pool.close();
    return matches;
  } catch (error) {
    if (userMessageOf(error) === undefined) throw error;
    return 0;
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}
