import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { UserError, userMessageOf } from '../core/errors.ts';
import { guessFields, type GuessedFields } from '../core/pool/guessFields.ts';
import { DamagedTexts } from '../core/pool/damagedTexts.ts';
import { CollectedLabels } from '../core/pool/collectedLabels.ts';
import { columnsByLabel } from '../core/pool/flagColumns.ts';
import { openPool, type OpenPoolOptions } from '../core/pool/openPool.ts';
import type { LabelField } from '../core/projectFile/labelField.ts';
import type { LabelTask } from '../core/acquisition/acquisition.ts';
import {
  storedForm,
  type PoolAccounting,
  type PoolFormat,
  type PoolProblem,
} from '../core/pool/poolSpec.ts';
import { withOption } from '../core/pool/reading/doubtOption.ts';
import { findReading } from '../core/pool/reading/findReading.ts';
import type { FileSamples, Reading } from '../core/pool/reading/reading.ts';
import { sampleRows } from '../core/pool/sampleRows.ts';
import { english } from './english.ts';
import { FieldCounts, type CountedField } from './fieldCounts.ts';
import { requireWorkbook } from '../host/exchangeSample.ts';
import { openPoolSource, samplePoolFile } from '../host/poolSource.ts';
import { requireFile } from '../host/requireFile.ts';

/**
 * A reading as printed by `inspect`: the keys of the project file's `format`, with its kind as
 * `format`.
 */
export type PrintedFormat = { readonly format: PoolFormat['kind'] } & Omit<PoolFormat, 'kind'>;

/** The output of `inspect --json`. */
export interface FileReport extends PrintedFormat, Omit<PoolAccounting, 'filteredOut'> {
  readonly sure: boolean;
  readonly alternatives: readonly (PrintedFormat & { readonly why: string })[];
  /** Reasons for not being sure, as sentences. */
  readonly doubts: readonly string[];
  readonly fields: readonly CountedField[];
  /** Cells that hold the mark of a missing value, if the reading names one (`missing`). */
  readonly missingValues?: number;
  /** Rows with texts that the encoding could not decode (U+FFFD). */
  readonly damaged: number;
  readonly problems: readonly (Pick<PoolProblem, 'line' | 'code' | 'severity'> & {
    readonly message: string;
  })[];
  readonly problemCount: number;
  readonly proposed: {
    /** As in a project file: a list for several fields. */
    readonly text: string | readonly string[];
    /** The text looks like labels, dates or codes. */
    readonly doubtful?: true;
    readonly id?: string;
    /** `multi` if rows seem to have several labels. */
    readonly task: LabelTask;
    readonly label?: string;
    /** Labels over the whole file, split by the separator if there is one; most frequent first. */
    readonly labels?: readonly { readonly name: string; readonly count: number }[];
    /** As in a project file. */
    readonly labelField?: LabelField;
  };
}

/** A file contains nothing to label; the message says why. */
export class NothingToLabel extends UserError {}

/** Rows used to guess the fields. */
const rowsSampled = 1000;

/**
 * Reads a file as New Project and an open project do, and counts over all rows.
 * @param overrides known parts of its format; the rest is detected
 * @param options.maxUnpacked bytes that a gzip file may unpack to
 * @throws NothingToLabel
 * @throws UserError if the file cannot be read; CancelledError
 */
export async function inspectFile(
  path: string,
  overrides: Partial<PoolFormat> = {},
  {
    maxUnpacked,
    signal,
  }: { readonly maxUnpacked?: number | undefined; readonly signal?: AbortSignal } = {},
): Promise<FileReport> {
  const name = basename(path);
  const work = signal ? { signal } : {};
  const limit = maxUnpacked === undefined ? {} : { maxUnpacked };
  await requireFile(path);
  const samples = await samplePoolFile({
    location: path,
    path: name,
    sheet: overrides.sheet,
    ...limit,
  });
  requireWorkbook(name, samples, overrides.sheet);
  const { reading, guessed } = findFields(name, samples, overrides);
  const { format } = reading;
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-inspect-'));
  try {
    const source = await openPoolSource({
      location: path,
      path: name,
      ...storedForm(format),
      cacheFolder,
      ...limit,
      ...work,
    });
    const { text, isDoubtful, id, label, columns = [] } = guessed;
    const spec = {
      files: [{ path: name, format }],
      textFields: text,
      contextFields: [],
      ...(id === undefined ? {} : { idField: id }),
      ...(label === undefined ? {} : { labelField: label }),
    };
    const counts = new FieldCounts(guessed.fields.map((field) => field.name));
    const sources = { text, columns, ...(label === undefined ? {} : { label }) };
    const collected = new CollectedLabels(sources);
    const damaged = new DamagedTexts(text);
    const onRow: OpenPoolOptions['onRow'] = (row, getterOf, json) => {
      counts.add(row, getterOf, json);
      collected.add(row, getterOf, json);
      damaged.add(row, getterOf, json);
    };
    const options = { quotedRows, onRow, ...work };
    const pool = await openPool(spec, [source], options).catch((error: unknown) => {
      const why = userMessageOf(error);
      throw why === undefined ? error : new NothingToLabel(why, { cause: error });
    });
    await pool.close();
    const { filteredOut: _, ...accounting } = pool.accounting;
    return {
      ...printed(format),
      sure: reading.sure,
      alternatives: reading.alternatives.map((other) => ({
        ...printed(other.format),
        why: doubtText(other.why),
      })),
      doubts: reading.doubts.map(doubtText),
      fields: counts.fields,
      ...accounting,
      ...(format.missing !== undefined && { missingValues: pool.missingValues }),
      damaged: damaged.count,
      problems: pool.problems.kept.map(({ line, code, message: problem, severity }) => ({
        line,
        code,
        message: english(problem),
        severity,
      })),
      problemCount: pool.problems.total,
      proposed: {
        text: text.length === 1 ? text[0]! : text,
        ...(isDoubtful && { doubtful: true as const }),
        ...(id === undefined ? {} : { id }),
        ...proposedLabels(label, counts, collected),
      },
    };
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

/** The proposed task, and the labels under it. */
function proposedLabels(
  label: string | undefined,
  counts: FieldCounts,
  { multiLabelReadings: readings, columns }: CollectedLabels,
): Pick<FileReport['proposed'], 'task' | 'label' | 'labels' | 'labelField'> {
  const use = 'annotations';
  if (columns.length > 0) {
    const byLabel = columnsByLabel(columns.map(({ field }) => field));
    const labels = Object.keys(byLabel).map((name, i) => ({ name, count: columns[i]!.yes }));
    labels.sort((a, b) => b.count - a.count);
    return { task: 'multi', labels, labelField: { columns: byLabel, use } };
  }
  if (label === undefined) return { task: 'single' };
  const multiLabel = readings.find(({ proposed }) => proposed);
  if (!multiLabel) {
    const labelField = { field: label, use } as const;
    return { task: 'single', label, labels: counts.values(label), labelField };
  }
  const { separator, labels } = multiLabel;
  return {
    task: 'multi',
    label,
    labels: labels.map(({ value, rows }) => ({ name: value, count: rows })),
    labelField: { field: label, use, ...(separator === undefined ? {} : { separator }) },
  };
}

function findFields(
  name: string,
  samples: FileSamples,
  overrides: Partial<PoolFormat>,
): { reading: Reading; guessed: GuessedFields } {
  if (samples.head.length === 0) {
    throw new NothingToLabel(message('inspect.empty', { file: name }));
  }
  let reading: Reading;
  try {
    reading = findReading(name, samples, overrides);
  } catch (error) {
    const why = userMessageOf(error);
    throw why === undefined
      ? error
      : new NothingToLabel(message('inspect.unreadable', { file: name, why }), { cause: error });
  }
  const rows = sampleRows(samples, reading.format, quotedRows, rowsSampled);
  const guessed = guessFields(rows);
  if (guessed.text.length > 0) return { reading, guessed };
  if (guessed.emptyText !== undefined) {
    const params = { file: name, field: guessed.emptyText };
    throw new NothingToLabel(message('predict.emptyTexts', params));
  }
  const code = rows.length === 0 ? 'inspect.noRows' : 'inspect.noTexts';
  throw new NothingToLabel(message(code, { file: name }));
}

/** A doubt, with the option that resolves it. */
function doubtText(doubt: Message): string {
  return english(message('inspect.doubt', withOption(doubt)));
}

function printed({ kind, ...form }: PoolFormat): PrintedFormat {
  return { format: kind, ...form };
}
