// Reads and judges the files of test/generators/poolFiles, whose author had not seen the reader.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { openPool } from '../../../src/core/pool/openPool.ts';
import type { PoolAccounting, PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { decodeSample } from '../../../src/core/pool/reading/encoding.ts';
import { findReading } from '../../../src/core/pool/reading/findReading.ts';
import type { FileSamples } from '../../../src/core/pool/reading/reading.ts';
import { sampleRows, type SampleRow } from '../../../src/core/pool/sampleRows.ts';
import { generatePoolFiles } from '../../generators/poolFiles/generatePoolFiles.ts';
import {
  judgeReading,
  type FoundReading,
  type NamedReading,
} from '../../generators/poolFiles/judgeReading.ts';
import type { PoolFile } from '../../generators/poolFiles/poolFile.ts';
import { summariseVerdicts, type Judged } from '../../generators/poolFiles/summariseVerdicts.ts';
import { memorySource } from './memorySource.ts';

const SEED = 1;
const sampleBytes = 2 ** 18;

function samplesOf(bytes: Uint8Array): FileSamples {
  const head = bytes.subarray(0, sampleBytes);
  if (bytes.length <= sampleBytes) return { head };
  return { head, tail: bytes.subarray(Math.max(sampleBytes, bytes.length - sampleBytes) & ~1) };
}

const named = ({ kind, ...form }: PoolFormat): NamedReading => ({
  format: kind,
  encoding: 'utf-8',
  ...form,
});

interface Read {
  readonly file: PoolFile;
  readonly found: FoundReading | undefined;
  readonly rows: readonly SampleRow[];
  readonly accounting: PoolAccounting | undefined;
  /** The word that marks missing values, and the number of these. */
  readonly missing: string | undefined;
  readonly missingValues: number | undefined;
}

const unread = {
  rows: [],
  accounting: undefined,
  missing: undefined,
  missingValues: undefined,
} as const;

async function read(file: PoolFile): Promise<Read> {
  const bytes = file.meant.gzip ? Uint8Array.from(gunzipSync(file.bytes)) : file.bytes;
  const samples = samplesOf(bytes);
  let found: FoundReading;
  let format: PoolFormat;
  try {
    const reading = findReading(file.name, samples, file.given);
    format = reading.format;
    found = {
      ...named(format),
      sure: reading.sure,
      alternatives: reading.alternatives.map((other) => named(other.format)),
    };
  } catch (error) {
    if (!(error instanceof Error && error.name === 'UserError')) throw error;
    return { file, found: undefined, ...unread };
  }
  if (judgeReading(file.meant, found) !== 'right') return { file, found, ...unread };
  const text = decodeSample(bytes, format.encoding!);
  const plain = text.includes('\n') ? text : text.replaceAll('\r', '\n');
  const rows = sampleRows(samples, format, quotedRows, Infinity);
  const texts = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const spec = { files: [{ path: file.name, format }], textFields: texts, contextFields: [] };
  // A nested value is not text: its row counts as one without text.
  const pool = await openPool(spec, [memorySource(file.name, plain)], { quotedRows }).catch(
    () => undefined,
  );
  const { missing } = format;
  return {
    file,
    found,
    rows,
    accounting: pool?.accounting,
    missing,
    missingValues: pool?.missingValues,
  };
}

describe('A1 A3 A10 A11 A13: 3,000 independently generated files', () => {
  const all: Read[] = [];
  before(async () => {
    for (const file of generatePoolFiles(SEED)) all.push(await read(file));
  });

  test('are read as intended, or the reader asks', (context) => {
    const judged: Judged[] = all;
    const summary = summariseVerdicts(judged);
    context.diagnostic(JSON.stringify(summary.counts));
    assert.equal(summary.files, 3000);
    assert.deepEqual(summary.unmet, []);
  });

  test('are never silently misread', () => {
    const wrong = all.filter(
      ({ file, found }) => judgeReading(file.meant, found) === 'silently-wrong',
    );
    assert.deepEqual(
      wrong.map(({ file }) => file.name),
      [],
    );
  });

  test('have all written rows and no problems', () => {
    const counted = all.filter(({ accounting }) => accounting !== undefined);
    assert.ok(counted.length > 2500);
    for (const { file, accounting } of counted) {
      assert.equal(accounting!.rows, file.rows, file.name);
      assert.equal(accounting!.problemRows, 0, file.name);
    }
  });

  test('have the written values', () => {
    const tables = all.filter(
      ({ file, rows }) => file.meant.format === 'delimited' && rows.length > 0,
    );
    assert.ok(tables.length > 1000);
    for (const { file, rows, missing } of tables) {
      const shown = [...rows.slice(0, 3), rows.at(-1)!];
      // Object keys such as 0, 1, 2 come first, in any column.
      const values = shown.map((row) => Object.values(row).map((value) => String(value).trim()));
      const meant = missing === undefined ? file.sampleRows : file.nulls!.sampleRows;
      const written = meant.map((row) => row.map((value) => value.trim()));
      assert.deepEqual(values.map(sorted), written.map(sorted), file.name);
    }
  });

  test('lack the values marked as missing where every text is quoted, and no others', () => {
    const tables = all.filter(
      ({ file, missingValues }) => file.nulls !== undefined && missingValues !== undefined,
    );
    let marked = 0;
    for (const { file, missing, missingValues } of tables) {
      const { word, count, quotesTexts } = file.nulls!;
      const isMark = quotesTexts && word !== '' && count > 0;
      if (!quotesTexts) assert.equal(missing, undefined, file.name);
      if (isMark) assert.equal(missing, word, file.name);
      assert.equal(missingValues, isMark ? count : 0, file.name);
      if (isMark) marked++;
    }
    assert.ok(marked >= 15, `${marked}`);
  });
});

const sorted = (values: readonly string[]): string[] => [...values].sort();
