import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';

interface Row {
  fields: unknown;
  start: number;
  end: number;
  line: number;
  broken: boolean;
}

function scan(content: string, atEnd = true): { rows: Row[]; bytes: number; lines: number } {
  const rows: Row[] = [];
  const used = quotedRows(',', () => undefined).scan(
    new TextEncoder().encode(content),
    atEnd,
    (fields, start, end, line, note) =>
      rows.push({ fields, start, end, line, broken: note?.fault !== undefined }),
  );
  return { rows, ...used };
}

test('offsets are in bytes, lines are physical', () => {
  const { rows, bytes, lines } = scan('ä,"b\nc"\r\n\r\nd,e');
  assert.deepEqual(rows, [
    { fields: ['ä', 'b\nc'], start: 0, end: 10, line: 0, broken: false },
    { fields: ['d', 'e'], start: 12, end: 15, line: 3, broken: false },
  ]);
  assert.deepEqual({ bytes, lines }, { bytes: 15, lines: 3 });
});

test('an incomplete row is left for the next block', () => {
  assert.deepEqual(scan('a,b\nc,"d\n', false), {
    rows: [{ fields: ['a', 'b'], start: 0, end: 4, line: 0, broken: false }],
    bytes: 4,
    lines: 1,
  });
  assert.equal(scan('a,"b"', false).bytes, 0);
});

test('a view into a larger buffer is read from its own start', () => {
  const rows: unknown[] = [];
  const block = new TextEncoder().encode('xx\na,b\n').subarray(3);
  quotedRows(',', () => undefined).scan(block, true, (fields, start) => rows.push([fields, start]));
  assert.deepEqual(rows, [[['a', 'b'], 0]]);
});

test('an unclosed quote gives up after a MiB rather than at the end of the file', () => {
  const { rows } = scan(`a,"lost\n${'b,c\n'.repeat(300_000)}`, false);
  assert.equal(rows[0]!.broken, true);
  assert.equal(rows.length, 300_001);
  assert.deepEqual(rows[1], { fields: ['b', 'c'], start: 8, end: 12, line: 1, broken: false });
});

test('a blank and a quote at the beginning of an enclosed field are part of its text', () => {
  const text = ' "\\" x';
  const quoted = `"${text.replaceAll('"', '""')}"`;
  const fields = (content: string): unknown[] => {
    const rows: unknown[] = [];
    const block = new TextEncoder().encode(content);
    quotedRows(',', () => 2).scan(block, true, (row) => rows.push(row));
    return rows;
  };
  assert.deepEqual(fields(`a,b\n1,${quoted}\n${quoted},2\n`), [
    ['a', 'b'],
    ['1', text],
    [text, '2'],
  ]);
  // A blank before the opening quote is not part of the field.
  assert.deepEqual(fields('a,b\n1, "c, \\"d\\""\n'), [
    ['a', 'b'],
    ['1', 'c, "d"'],
  ]);
});
