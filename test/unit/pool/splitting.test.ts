import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rng } from '../../../src/core/rng.ts';
import { normaliseText } from '../../../src/core/record.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { everything, openText } from './memorySource.ts';

const pieces = [
  'a',
  'word',
  ' ',
  ',',
  ';',
  '\t',
  '"',
  '""',
  '\n',
  '\r\n',
  'ä',
  '\u0085',
  '\u2028',
  '😀',
  '\ufffd',
  'Ω',
  "'",
];

interface Made {
  readonly content: string;
  /** Distinct normalised texts with the line of their first occurrence. */
  readonly expected: [string, number][];
}

/** Generates a file of random texts with an independent writer: RFC 4180, plain lines or JSON. */
function make(rng: Rng, format: PoolFormat): Made {
  const end = rng.integer(2) === 0 ? '\n' : '\r\n';
  const seen = new Map<string, number>();
  let content = format.kind === 'jsonl' ? '' : `n${format.delimiter!}text${end}`;
  const plain = format.kind === 'delimited' && format.quotes === false;
  const rows = 1 + rng.integer(7);
  for (let n = 0; n < rows; n++) {
    let text = 'x';
    for (let i = rng.integer(9); i > 0; i--) text += pieces[rng.integer(pieces.length)]!;
    if (plain) text = text.replace(/[\t\r\n]/g, '_');
    const line = content.split('\n').length;
    if (format.kind === 'jsonl') content += JSON.stringify({ n, text });
    else content += n + format.delimiter! + (plain ? text : `"${text.replaceAll('"', '""')}"`);
    if (n < rows - 1 || rng.integer(2) === 0) content += end;
    if (rng.integer(5) === 0 && content.endsWith(end)) content += end;
    const normal = normaliseText(text);
    if (!seen.has(normal)) seen.set(normal, line);
  }
  return { content: (rng.integer(4) === 0 ? '\ufeff' : '') + content, expected: [...seen] };
}

const formats: [string, PoolFormat][] = [
  ['JSON Lines', { kind: 'jsonl' }],
  ['CSV with quotes', { kind: 'delimited', delimiter: ',' }],
  ['TSV with quotes', { kind: 'delimited', delimiter: '\t' }],
  ['TSV without quotes', { kind: 'delimited', delimiter: '\t', quotes: false }],
];

for (const [name, format] of formats) {
  test(`${name}: the same records with any chunk boundary`, async () => {
    const rng = new Rng(11);
    for (let round = 0; round < 12; round++) {
      const { content, expected } = make(rng, format);
      const bytes = new TextEncoder().encode(content);
      for (let cut = 1; cut <= bytes.length; cut++) {
        const chunk = (offset: number): number => (offset < cut ? cut : bytes.length);
        const pool = await openText(bytes, format, {}, { chunk });
        const found = (await everything(pool)).map(({ text, line }) => [normaliseText(text), line]);
        assert.deepEqual(found, expected, `cut at ${cut} of ${JSON.stringify(content)}`);
        assert.equal(pool.problems.total, 0);
      }
      const pool = await openText(bytes, format, {}, { chunk: 1 });
      assert.equal(pool.index.size, expected.length);
    }
  });
}

test('rows read in any order equal those read at once', async () => {
  const rng = new Rng(5);
  const content = Array.from({ length: 500 }, (_, i) => {
    const text = `${i % 7 === 0 ? 'ä' : 'a'} text number ${rng.integer(300)} ${'long '.repeat(rng.integer(40))}`;
    return `${JSON.stringify({ text })}\n`;
  }).join('');
  const pool = await openText(content, { kind: 'jsonl' }, {}, { chunk: 700 });
  const all = await everything(pool);
  for (let round = 0; round < 50; round++) {
    const rows = Array.from({ length: rng.integer(20) }, () => rng.integer(pool.index.size));
    assert.deepEqual(
      await pool.read(rows),
      rows.map((row) => all[row]),
    );
    const from = rng.integer(pool.index.size);
    const to = from + rng.integer(100);
    assert.deepEqual(
      await pool.texts(from, to),
      all.slice(from, to).map(({ text }) => text),
    );
  }
});
