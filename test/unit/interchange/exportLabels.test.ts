import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Papa from 'papaparse';
import { csvRow } from '../../../src/core/interchange/csv.ts';
import {
  exportCsv,
  exportFields,
  type ExportItem,
  exportJsonl,
} from '../../../src/core/interchange/exportRows.ts';
import { guardColumnOf, guarded, withoutGuard } from '../../../src/core/pool/formulaGuard.ts';
import { Rng } from '../../../src/core/rng.ts';
import { answer } from './answers.ts';

const nasty = [
  'plain',
  'comma, "quote" and\r\nline end',
  '"',
  '',
  ' spaces ',
  'semi;colon\ttab',
  '=HYPERLINK("http://x","y")',
  "'quoted'",
  'naïve 😀 \u2028 \u0085 مرحبا',
  'lone \r return',
];

const items: ExportItem[] = nasty.map((text, i) => ({
  answer: answer(`r${i}`, {
    label: i % 2 ? 'A' : 'B, "b"',
    ...(text && { note: text }),
    ask: { kind: 'explore' },
  }),
  record: {
    id: `r${i}`,
    sourceId: `row ${i}`,
    text,
    line: i + 1,
    file: 'a.jsonl',
    multiplicity: 1,
    context: { channel: text, label: 'theirs' },
  },
  holdout: i === 3,
}));

/** The rows as read by a third-party parser, by column. */
function read(written: string, delimiter: string): Record<string, string>[] {
  const { data, errors } = Papa.parse<Record<string, string>>(written, {
    header: true,
    delimiter,
    newline: '\r\n',
    skipEmptyLines: true,
  });
  assert.deepEqual(errors, []);
  return data;
}

async function text(chunks: AsyncIterable<string>): Promise<string> {
  let whole = '';
  for await (const chunk of chunks) whole += chunk;
  return whole;
}

describe('exports', () => {
  for (const delimiter of [',', ';', '\t'] as const) {
    it(`CSV with ${JSON.stringify(delimiter)} round-trips every text through a third-party parser`, async () => {
      const written = await text(exportCsv(items, { delimiter, poolFields: ['channel', 'label'] }));
      const rows = read(written, delimiter);
      assert.deepEqual(
        rows.map((row) => [row['text'], row['channel'], row['note']]),
        nasty.map((value) => [value, value, value]),
      );
      assert.deepEqual(Object.keys(rows[0]!), [...exportFields, 'channel', 'pool.label']);
      assert.equal(rows[0]!['label'], 'B, "b"');
      assert.equal(rows[0]!['pool.label'], 'theirs');
      assert.deepEqual([rows[2]!['holdout'], rows[3]!['holdout']], ['false', 'true']);
    });
  }

  it('JSONL round-trips every text, one object per line', async () => {
    const written = await text(exportJsonl(items, { poolFields: ['channel'] }));
    const lines = written.split('\n');
    assert.equal(lines.pop(), '');
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      rows.map((row) => row['text']),
      nasty,
    );
    assert.deepEqual(rows[0], {
      id: 'row 0',
      record: 'r0',
      text: 'plain',
      label: 'B, "b"',
      skipped: false,
      annotator: 'ada',
      at: '2025-01-31T12:00:00.000Z',
      flagged: false,
      note: 'plain',
      holdout: false,
      ask: 'explore',
      channel: 'plain',
    });
  });

  it('keeps labels of records missing from the pool, and omits unlabelled answers by default', async () => {
    const odd: ExportItem[] = [
      { answer: answer('gone', { sourceId: '7' }), holdout: false },
      { answer: answer('skipped', { kind: 'skip' }), holdout: false },
      { answer: answer('flagged', { kind: 'none', flagged: true }), holdout: false },
    ];
    const ids = (written: string) =>
      written
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id);
    assert.deepEqual(ids(await text(exportJsonl(odd))), ['7']);
    assert.deepEqual(ids(await text(exportJsonl(odd, { unlabelled: true }))), [
      '7',
      'skipped',
      'flagged',
    ]);
  });

  it('never takes a pool field for the answer', async () => {
    const names = ['label', 'labels', 'not', 'spans', 'of'];
    const theirs = Object.fromEntries(names.map((name) => [name, `their ${name}`]));
    const of = (one: ExportItem['answer']): ExportItem => ({
      answer: one,
      record: { text: 'a text', context: theirs },
      holdout: false,
    });
    const judged = answer('r', {
      kind: 'labels',
      labels: new Map([
        ['joy', true],
        ['fear', false],
      ]),
    });
    const written = [
      await text(exportJsonl([of(answer('r', { label: 'A' }))], { poolFields: names })),
      await text(exportJsonl([of(judged)], { poolFields: names, labelSet: ['joy', 'fear'] })),
    ];
    const [single, several] = written.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual([single!['label'], single!['labels']], ['A', undefined]);
    assert.deepEqual([several!['labels'], several!['not']], [['joy'], ['fear']]);
    for (const row of [single!, several!]) {
      assert.deepEqual(
        names.map((name) => row[`pool.${name}`]),
        names.map((name) => `their ${name}`),
      );
    }
  });

  it('pulls items lazily as they are written', async () => {
    let asked = 0;
    async function* source(): AsyncIterable<ExportItem> {
      for (const item of items) {
        asked += 1;
        yield await Promise.resolve(item);
      }
    }
    for await (const line of exportJsonl(source())) {
      assert.ok(line.endsWith('\n'));
      if (asked === 3) break;
    }
    assert.equal(asked, 3);
  });

  it('quotes as RFC 4180 requires, and cells with leading or trailing spaces', () => {
    const cells = ['a', 'a,b', 'a"b', 'a\nb', ' a', 'a ', 'a b', ''];
    assert.equal(csvRow(cells), 'a,"a,b","a""b","a\nb"," a","a ",a b,\r\n');
  });

  it('B9 defaults to output for programs: no byte order mark and unchanged cells', async () => {
    const written = await text(exportCsv(items));
    assert.ok(written.startsWith('id,record,text,label,'));
    assert.ok(written.includes('"=HYPERLINK(""http://x"",""y"")"'));
  });

  it('B9 for spreadsheets: a byte order mark, no formulas, and a column that marks guarded rows', async () => {
    const poolFields = ['channel', 'guarded', '=field'];
    const written = await text(exportCsv(items, { forSpreadsheets: true, poolFields }));
    assert.ok(written.startsWith('\ufeffid,'));
    const [header, ...rows] = Papa.parse<string[]>(written.slice(1), { newline: '\r\n' }).data;
    assert.deepEqual(header, [...exportFields, 'guarded', 'channel', 'pool.guarded', "'=field"]);
    for (const row of rows.slice(0, -1)) {
      assert.equal(row[exportFields.length], 'yes');
      for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@\t\r\n]/);
    }
    assert.deepEqual(
      rows.slice(0, -1).map((row) => withoutGuard(row[2]!)),
      nasty,
    );
  });
});

describe('B9 formula guard', () => {
  const dangerous = [
    '=1+1',
    '+a',
    '-a',
    '@x',
    '\tx',
    '\r=x',
    '\n',
    '  =1',
    '＝1+1',
    "'=1",
    "''=1",
    "'-5",
  ];
  const harmless = [
    '',
    'a',
    '1=1',
    "'",
    "'tis",
    "'quoted'",
    '-5',
    '+3.14',
    '1e9',
    '-1,234.5',
    '-1e-3',
  ];

  it('guards every cell that a spreadsheet would execute, and no other', () => {
    for (const cell of dangerous) assert.equal(guarded(cell), `'${cell}`, JSON.stringify(cell));
    for (const cell of harmless) assert.equal(guarded(cell), cell, JSON.stringify(cell));
  });

  it('is removed exactly, for any cell', () => {
    const rng = new Rng(3);
    const alphabet = [..."'=+-@\t\r\n 5e.a＝"];
    const random = Array.from({ length: 20_000 }, () =>
      Array.from({ length: rng.integer(6) }, () => alphabet[rng.integer(alphabet.length)]).join(''),
    );
    for (const cell of [...dangerous, ...harmless, ...random]) {
      assert.equal(withoutGuard(guarded(cell)), cell, JSON.stringify(cell));
    }
  });

  it('is only expected in Marginalia exports for spreadsheets', () => {
    assert.equal(guardColumnOf(['id', 'text', 'guarded']), undefined);
    assert.equal(guardColumnOf([...exportFields]), undefined);
    assert.equal(guardColumnOf([...exportFields, 'guarded', 'a']), exportFields.length);
  });
});
