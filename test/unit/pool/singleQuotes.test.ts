// Tables whose fields are enclosed in apostrophes where necessary, as in the corpus 10kGNAD.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readForm } from '../../../src/commandLine/readingOptions.ts';
import { overriddenFormat } from '../../../src/core/interchange/formatOverrides.ts';
import { says } from '../../harness/english.ts';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { openPool } from '../../../src/core/pool/openPool.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { findReading } from '../../../src/core/pool/reading/findReading.ts';
import { memorySource } from './memorySource.ts';

const labels = ['Etat', 'Web', 'Sport', 'Panorama'];

/** Texts of which every third contains the delimiter, and every fifth quotes of both kinds. */
const texts = Array.from({ length: 200 }, (_, i) =>
  [
    `Meldung ${i} kam am Abend, wie die Agentur sagt.`,
    ...(i % 3 === 0 ? ['Die Liga staunt; der Verein schweigt.'] : []),
    ...(i % 5 === 0 ? [`Wie geht's weiter? "So", sagt er, 'und so'`] : []),
    ...(i % 50 === 0 ? ['\nEine zweite Zeile.'] : []),
  ].join(' '),
);

const enclosed = (text: string): string =>
  /[;'\n]/.test(text) ? `'${text.replaceAll("'", "''")}'` : text;

const table = (rows: readonly string[], write = enclosed): string =>
  rows.map((text, i) => `${labels[i % labels.length]};${write(text)}\r\n`).join('');

const readingOf = (content: string, given: Partial<PoolFormat> = {}) =>
  findReading('articles.csv', { head: Buffer.from(content) }, given);

async function textsOf(content: string, format: PoolFormat): Promise<string[]> {
  const spec = { files: [{ path: 'p', format }], textFields: ['column2'], contextFields: [] };
  const pool = await openPool(spec, [memorySource('p', content)], { quotedRows });
  assert.equal(pool.problems.total, 0);
  return pool.texts(0, pool.index.size);
}

describe('apostrophes that enclose fields', () => {
  const expected = { kind: 'delimited', delimiter: ';', header: false, quotes: true, quote: "'" };

  test('are found where they make the rows even, and read as they were written', async () => {
    const content = table(texts);
    const { format, sure } = readingOf(content);
    assert.deepEqual([format, sure], [{ ...expected, encoding: 'utf-8' }, true]);
    assert.deepEqual(await textsOf(content, format), texts);
  });

  test('are offered beside another reading where few fields need them', async () => {
    const few = texts.slice(0, 16).map((text, i) => (i % 6 === 3 ? `So; ${i}` : text.slice(0, 20)));
    const content = table(few, (text) => (text.includes(';') ? enclosed(text) : text));
    const { format, sure, alternatives } = readingOf(content);
    assert.equal(sure, false);
    const quotes = [format, ...alternatives.map((other) => other.format)].map(
      ({ quote }) => quote ?? '"',
    );
    assert.ok(quotes.includes("'") && quotes.includes('"'), quotes.join(' '));
  });

  test('are part of the text where the usual reading is as even', () => {
    const spoken = texts.map((_, i) => `'Nein' sagt sie zum ${i}. Mal und auch 'niemals'`);
    for (const content of [
      table(spoken, (text) => text),
      table(spoken, (text) => `"${text}"`),
      table(texts, (text) => `"${text.replaceAll('"', '""')}"`),
    ]) {
      const { format, alternatives } = readingOf(content);
      const all = [format, ...alternatives.map((other) => other.format)];
      assert.ok(all.every(({ quote }) => quote === undefined));
      assert.equal(format.delimiter, ';');
    }
  });

  test('follow what is given', async () => {
    const content = table(['so', "'nein'", 'ja']);
    const given = overriddenFormat(readForm({ quote: "'", 'no-header': true }));
    assert.throws(() => readForm({ quote: '`' }), says(/--quote/));
    const { format } = readingOf(content, given);
    assert.deepEqual([format.quote, format.quotes], ["'", true]);
    assert.deepEqual(await textsOf(content, format), ['so', "'nein'", 'ja']);
    assert.equal(readingOf(table(texts), { quote: '"' }).format.quote, '"');
    assert.equal(readingOf(table(texts), { quotes: false }).format.quote, undefined);
  });
});
