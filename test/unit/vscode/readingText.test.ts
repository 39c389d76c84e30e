import { message } from '../../../src/core/messages/messages.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { findReading } from '../../../src/core/pool/reading/findReading.ts';
import { firstRows } from '../../../src/core/pool/sampleRows.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { withVisibleCharacters } from '../../../src/vscode/newProject/alike.ts';
import {
  encodings,
  readingPreview,
  formatRow,
  formatRows,
} from '../../../src/vscode/text/readingText.ts';
import { formatReading } from '../../../src/vscode/text/messages/formatReading.ts';

function previewOf(name: string, head: Uint8Array | string) {
  const samples = { head: typeof head === 'string' ? new TextEncoder().encode(head) : head };
  const reading = findReading(name, samples);
  const { format } = reading;
  const first = firstRows(samples, format, quotedRows, 3);
  return readingPreview({ format, reading, first }, untranslated);
}

describe('A2 the wizard shows how the file is read', () => {
  test('in words', () => {
    const words = (format: Parameters<typeof formatReading>[0]) =>
      formatReading(format, untranslated);
    assert.equal(
      words({ kind: 'delimited', encoding: 'windows-1252', delimiter: ';', header: true }),
      'CSV · semicolons · Windows-1252 · header',
    );
    assert.equal(
      words({ kind: 'delimited', delimiter: '\t', header: false, quotes: false, skip: 2 }),
      'TSV · tabs · UTF-8 · no header · quotes are text · 2 lines above left out',
    );
    assert.equal(
      words({ kind: 'delimited', missing: 'NA' }),
      'CSV · commas · UTF-8 · header · unquoted NA is missing',
    );
    assert.equal(words({ kind: 'jsonl', gzip: true }), 'JSON Lines · UTF-8 · compressed');
    assert.equal(words({ kind: 'json', path: 'data' }), 'JSON, list at “data” · UTF-8');
  });

  test('with the first rows as read', () => {
    const { reading, rows, alternatives } = previewOf(
      'a.csv',
      'id;text\n1;Grün, und\n2;"a\nb"\n3;c\n4;d\n',
    );
    assert.equal(reading.label, '$(check) CSV · semicolons · UTF-8 · header');
    assert.deepEqual(
      rows.map(({ description }) => description),
      ['id: 1  ·  text: Grün, und', 'id: 2  ·  text: a b', 'id: 3  ·  text: c'],
    );
    const labels = alternatives.map(({ label }) => label);
    assert.ok(labels.includes('No Header'), labels.join());
    assert.ok(labels.includes('Quotes Are Part of the Text'));
    assert.deepEqual(labels.slice(-2), ['Other Encoding …', 'Other Delimiter …']);
  });

  test('A11 non-UTF-8 bytes are marked as uncertain, with the reason and alternatives', () => {
    const { reading, rows, alternatives } = previewOf(
      'a.csv',
      Buffer.from('id,text\n1,Grüße\n', 'latin1'),
    );
    assert.match(reading.label, /^\$\(warning\) CSV · commas · Windows-1252 · header$/);
    assert.match(reading.detail ?? '', /not UTF-8/);
    assert.equal(rows[0]?.description, 'id: 1  ·  text: Grüße');
    assert.ok(
      alternatives.some(
        ({ action }) => action.kind === 'read' && action.format.encoding !== 'windows-1252',
      ),
    );
  });

  test('A11 characters lost by an encoding are reported even if the encoding was chosen', () => {
    const samples = { head: Buffer.from('id,text\n1,Grüße\n', 'latin1') };
    const reading = findReading('a.csv', samples, { encoding: 'utf-8' });
    const { format } = reading;
    const first = firstRows(samples, format, quotedRows, 3);
    const preview = readingPreview({ format, reading, first }, untranslated);
    assert.equal(preview.reading.label, '$(warning) CSV · commas · UTF-8 · header');
    assert.match(preview.reading.detail ?? '', /are lost in this encoding/);
  });

  test('unquoted NA is a missing value, and the other reading is one choice away', () => {
    const text = '"id","text"\n1,"Came late"\n2,NA\n';
    const { reading, rows, alternatives } = previewOf('a.csv', text);
    assert.equal(reading.label, '$(check) CSV · commas · UTF-8 · header · unquoted NA is missing');
    assert.equal(rows[1]?.description, 'id: 2  ·  text: ');
    assert.deepEqual(
      [alternatives[0]?.label, alternatives[0]?.detail],
      ['CSV · commas · UTF-8 · header', 'Unquoted NA may be a text.'],
    );
    const other = previewOf('a.csv', text.replaceAll('"', ''));
    assert.equal(other.reading.label, '$(check) CSV · commas · UTF-8 · header');
    assert.match(other.alternatives[0]?.label ?? '', /unquoted NA is missing$/);
    // Where quotes are text, nothing is unquoted.
    const turned = alternatives.find(
      ({ label }) => label === 'Quotes Are Part of the Text',
    )!.action;
    assert.ok(turned.kind === 'read' && turned.format.missing === undefined);
  });

  test('odd values stay on one line', () => {
    assert.equal(
      formatRow({ '': null, a: { b: [1] }, c: 'x'.repeat(99) }),
      `"": –  ·  a: {"b":[1]}  ·  c: ${'x'.repeat(59)}…`,
    );
    assert.equal(withVisibleCharacters('a  b\u200bc\n'), 'a␣␣b‹U+200B›c‹U+000A›');
  });

  test('A9 unreadable rows are counted, with the first reason', () => {
    const accounting = {
      rows: 20,
      records: 4,
      merged: 0,
      withoutText: 1,
      problemRows: 15,
      filteredOut: 0,
    };
    const problem = {
      file: 'a',
      line: 2,
      code: 'not-json',
      message: message('row.notJson', { why: 'Unexpected end', python: false }),
      severity: 'error',
    } as const;
    assert.deepEqual(formatRows({ accounting, problems: [problem] }, untranslated), {
      label: '$(warning) 15 of 20 rows cannot be read · 1 of 20 rows have no text',
      detail: 'Line 2: This row is not valid JSON (Unexpected end).',
    });
    const whole = { ...accounting, records: 20, withoutText: 0, problemRows: 0 };
    assert.equal(formatRows({ accounting: whole, problems: [] }, untranslated), undefined);
  });

  test('every offered encoding can be decoded', () => {
    for (const name of encodings) assert.equal(new TextDecoder(name).encoding, name);
  });
});
