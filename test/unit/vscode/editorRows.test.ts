// Records of an edited buffer against the pool's own reading of the same text, before and after edits.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { openPool } from '../../../src/core/pool/openPool.ts';
import type { PoolFormat, PoolSpec } from '../../../src/core/pool/poolSpec.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import { DocumentRecords, type LineChange } from '../../../src/vscode/editor/documentRecords.ts';
import { runInSlices } from '../../../src/vscode/editor/timeSlices.ts';
import { memorySource } from '../pool/memorySource.ts';

/** A text being edited, as in an editor. */
class Buffer {
  lines: string[];
  constructor(text: string) {
    this.lines = text.split(/\r\n|\n/);
  }
  get lineCount(): number {
    return this.lines.length;
  }
  line(at: number): string {
    return this.lines[at]!;
  }
  replace(first: number, last: number, lines: readonly string[]): LineChange {
    this.lines = [...this.lines.slice(0, first), ...lines, ...this.lines.slice(last + 1)];
    return { first, last, count: lines.length };
  }
}

function specOf(format: PoolFormat): PoolSpec {
  return { files: [{ path: 'pool', format }], textFields: ['text'], contextFields: [] };
}

function rowsOf(text: string, format: PoolFormat, spec = specOf(format)) {
  const buffer = new Buffer(text);
  return { buffer, rows: new DocumentRecords(spec, format, quotedRows, buffer) };
}

function scanned(rows: DocumentRecords): DocumentRecords {
  for (const _ of rows.scan());
  return rows;
}

/** First line (0-based) of each record of the indexed pool; duplicates at their first row. */
async function indexed(text: string, format: PoolFormat, spec = specOf(format)) {
  const pool = await openPool(spec, [memorySource('pool', text)], { quotedRows });
  const { index } = pool;
  return new Map(
    Array.from({ length: index.size }, (_, row) => [index.id(row), index.line(row) - 1]),
  );
}

function found(rows: DocumentRecords): Map<string, number> {
  const first = new Map<string, number>();
  for (const row of rows.rows()) if (!first.has(row.id)) first.set(row.id, row.first);
  return first;
}

const jsonl: PoolFormat = { kind: 'jsonl' };
const csv: PoolFormat = { kind: 'delimited' };
const tsv: PoolFormat = { kind: 'delimited', delimiter: '\t', quotes: false };

const samples: readonly { name: string; format: PoolFormat; text: string }[] = [
  {
    name: 'JSON Lines with blank, broken and foreign lines',
    format: jsonl,
    text: '{"text": "one"}\n\n{"text": "two\\n lines"}\nbroken\n[1]\n{"text": 3}\n{"text": "one"}\n{"other": "x"}\n{"text": "ünï"}',
  },
  {
    name: 'texts on lines, beside objects and what is neither',
    format: { kind: 'jsonl', texts: true },
    text: '"one"\n\n"two\\n \\"lines\\""\nbroken\n[1]\n7\n{"text": "three"}\n"one"\n"ünï"',
  },
  {
    name: 'a list of texts',
    format: { kind: 'json', texts: true },
    text: '["one",\n "two",\n "thr[ee",\n\n "f\\"our"\n, {"text": "five"}]\n',
  },
  {
    name: 'CSV with line breaks in quotes, a surplus field and CRLF',
    format: csv,
    text: 'id,text\r\n1,"one\r\ntwo\r\nthree"\r\n2,plain\r\n\r\n3,"with ""quotes"""\r\n4,too,many\r\n5,last,',
  },
  {
    name: 'TSV in which quotes mean nothing',
    format: tsv,
    text: 'text\tlabel\n"half a quote\ta\nplain\tb\n\nfew\nanother "one"\tc\n',
  },
  {
    name: 'CSV without a header',
    format: { kind: 'delimited', header: false, columns: ['label', 'text'] },
    text: 'a,"first\nrow"\nb,second\n',
  },
];

describe('records of a buffer', () => {
  for (const { name, format, text } of samples) {
    test(`${name}: same records as the pool, on the same lines`, async () => {
      const { rows } = rowsOf(text, format);
      assert.deepEqual(found(scanned(rows)), await indexed(text, format));
      assert.equal(rows.complete, true);
    });
  }

  test('a filter excludes the same rows as in the pool', async () => {
    const text = '{"text":"a","lang":"en"}\n{"text":"b","lang":"de"}';
    const spec = { ...specOf(jsonl), filter: [{ field: 'lang', oneOf: ['en'] }] };
    assert.deepEqual(
      found(scanned(rowsOf(text, jsonl, spec).rows)),
      await indexed(text, jsonl, spec),
    );
  });

  test('if every line is a row, a line can be queried before any scan', () => {
    const { rows } = rowsOf('text\nx\ny', { ...csv, quotes: false });
    assert.equal(rows.rowAt(2)?.id, recordIdOf('y'));
    assert.equal(rows.rowAt(0), undefined);
    assert.equal(rows.complete, false);
  });

  test('a multi-line row is found from each of its lines', () => {
    const { rows } = rowsOf('text\n"a\nb\nc"\n"a\nb\nc"\nd', csv);
    scanned(rows);
    const id = recordIdOf('a\nb\nc');
    for (const line of [1, 2, 3]) assert.deepEqual(rows.rowAt(line), { id, first: 1, last: 3 });
    for (const line of [4, 5, 6]) assert.deepEqual(rows.rowAt(line), { id, first: 4, last: 6 });
    assert.deepEqual(rows.rowAt(7), { id: recordIdOf('d'), first: 7, last: 7 });
  });
});

describe('edits', () => {
  test('an edited line is re-read and the lines below it shift', () => {
    const { buffer, rows } = rowsOf('{"text":"a"}\n{"text":"b"}\n{"text":"c"}', jsonl);
    scanned(rows);
    rows.edited([buffer.replace(1, 1, ['{"text":"new"}', '{"text":"b"}'])]);
    assert.equal(rows.complete, false);
    assert.equal(rows.rowAt(3)?.id, recordIdOf('c'));
    assert.deepEqual([...found(scanned(rows)).values()], [0, 1, 2, 3]);
  });

  test('an unclosed quote costs one line, and closing it joins the rows', () => {
    const { buffer, rows } = rowsOf('text\n"a"\nb\nc', csv);
    scanned(rows);
    rows.edited([buffer.replace(1, 1, ['"a'])]);
    scanned(rows);
    assert.equal(rows.rowAt(2)?.id === recordIdOf('b'), true, 'a broken quote costs one line');
    rows.edited([buffer.replace(2, 2, ['b"'])]);
    scanned(rows);
    assert.deepEqual(rows.rowAt(1), { id: recordIdOf('a\nb'), first: 1, last: 2 });
  });

  test('renaming a header changes the columns', () => {
    const { buffer, rows } = rowsOf('id,text\nx,y', { ...csv, quotes: false });
    scanned(rows);
    rows.edited([buffer.replace(0, 0, ['text,id'])]);
    assert.equal(scanned(rows).rowAt(1)?.id, recordIdOf('x'));
  });

  for (const { name, format, text } of samples) {
    test(`${name}: after random edits, the rows equal a fresh read`, () => {
      const rng = new Rng(11);
      const { buffer, rows } = rowsOf(text, format);
      const pieces = [...text.split(/\r\n|\n/), '"', 'a,"b', '{"text":"z"}', '', 'x\ty'];
      for (let step = 0; step < 150; step++) {
        const changes: LineChange[] = [];
        // Bottom up, the order in which editors report simultaneous changes.
        let below = buffer.lineCount;
        for (let i = 0; i <= rng.integer(2) && below > 0; i++) {
          const first = rng.integer(below);
          const last = Math.min(below - 1, first + rng.integer(3));
          const count = 1 + rng.integer(3);
          const lines = Array.from({ length: count }, () => pieces[rng.integer(pieces.length)]!);
          changes.push(buffer.replace(first, last, lines));
          below = first;
        }
        rows.edited(changes);
        // Sometimes the next edit comes before everything is read.
        if (rng.uniform() < 0.3) rows.scan().next();
        else {
          const fresh = rowsOf(buffer.lines.join('\n'), format).rows;
          assert.deepEqual([...scanned(rows).rows()], [...scanned(fresh).rows()]);
        }
      }
    });
  }
});

test('20,000 lines are read in small pieces, and an abort stops the scan', async () => {
  const text = Array.from({ length: 20_000 }, (_, i) =>
    JSON.stringify({ id: i, text: `Where is my order number ${i}, please? It is late again.` }),
  ).join('\n');
  const { rows } = rowsOf(text, jsonl);
  assert.ok([...rows.scan()].length >= 20_000, 'every line is a piece of its own');
  assert.equal([...rows.rows()].length, 20_000);

  const abort = new AbortController();
  const cut = rowsOf(text, jsonl).rows;
  const cutting = runInSlices(cut.scan(), abort.signal);
  abort.abort();
  assert.equal(await cutting, false);
  assert.equal(cut.complete, false);
});
