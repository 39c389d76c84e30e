import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { guessFields } from '../../../src/core/pool/guessFields.ts';
import { findReading } from '../../../src/core/pool/reading/findReading.ts';
import { sampleRows } from '../../../src/core/pool/sampleRows.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const guess = (path: string, text: string) => findReading(path, { head: bytes(text) }).format;

test('detects JSON Lines by name or content', () => {
  assert.deepEqual(guess('a.jsonl', ''), { kind: 'jsonl', encoding: 'utf-8' });
  assert.deepEqual(guess('a.ndjson.gz', ''), { kind: 'jsonl', encoding: 'utf-8', gzip: true });
  assert.deepEqual(guess('a.txt', '\n{"text": "x"}\n{"tex'), { kind: 'jsonl', encoding: 'utf-8' });
});

test('picks the delimiter with regular rows, regardless of the file name', () => {
  const of = (path: string, text: string) => guess(path, text).delimiter;
  assert.equal(of('a.csv', 'id,text\n1,one\n2,two\n'), ',');
  assert.equal(of('a.csv', 'id;text\n1;one, two\n2;two, three, four\n'), ';');
  assert.equal(of('a.csv', 'id\ttext\n1\tone\n2\ttwo\n'), '\t');
  assert.equal(of('a.txt', 'id|text\n1|one\n2|two\n'), '|');
  assert.equal(of('a.csv', 'text\none\ntwo\n'), ',');
});

test('a header consists of names, not of texts, numbers or repeated values', () => {
  const header = (text: string) => guess('a.csv', text).header;
  assert.equal(header('id,text\n1,Where is it?\n2,Nowhere.\n'), true);
  assert.equal(header(',num labels,score\n0,100,.7\n'), true);
  assert.equal(header('ham,See you at five\nspam,WIN NOW\nham,Ok\n'), false);
  assert.equal(header('"3","Fears for pension","Unions say no."\n"4","x","y"\n'), false);
  assert.equal(header('a,a\nb,c\n'), true);
});

test('detects quoted fields, and ignores quotation marks in speech', () => {
  const quotes = (path: string, text: string) => guess(path, text).quotes;
  assert.equal(quotes('a.csv', 'id,text\n1,"a, ""b"""\n2,"c\nd"\n'), true);
  assert.equal(
    quotes('a.tsv', 'ham\t"Are you coming down later?\nspam\tWIN "now"\nham\tok\n'),
    false,
  );
  assert.equal(quotes('a.tsv', 'ham\t"Whole line"\nham\the said "no" to me\n'), false);
  assert.equal(quotes('a.tsv', 'id\ttext\n1\t"He said ""no"""\n2\tok\n'), true);
  assert.equal(quotes('a.tsv', 'id\ttext\n1\tok\n'), false);
  assert.equal(quotes('a.csv', 'id,text\n1,ok\n'), true);
});

test('guesses the longest varied text, a unique id and a label with few values', () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    id: i,
    subject: `Matter number ${i}`,
    meta: { body: `This is what customer ${i} wrote about the ${i * 7}th parcel.` },
    channel: i % 2 ? 'chat' : 'email',
    category: ['Refund', 'Delivery', 'Refund'][i % 3],
  }));
  const guessed = guessFields(rows);
  assert.deepEqual(guessed.text, ['subject', 'meta.body']);
  assert.equal(guessed.id, 'id');
  assert.equal(guessed.label, 'category');
  assert.deepEqual(guessed.labels, ['Refund', 'Delivery']);
  assert.deepEqual(
    guessed.fields.map(({ name, distinct }) => [name, distinct]),
    [
      ['id', 60],
      ['subject', 60],
      ['meta.body', 60],
      ['channel', 2],
      ['category', 2],
    ],
  );
  assert.equal(guessed.fields[4]!.examples.length, 2);
});

/** Rows of a pool with an odd name for its text, beside columns that are more often named so. */
const unspacedPools = {
  Chinese: [
    '我的包裹还没有到，已经等了一个星期了',
    '账单上的金额不对，请尽快退款给我',
    '快递员没有来，也没有人回复我的邮件',
    '客服态度非常好，很快就解决了问题',
  ],
  Japanese: [
    '荷物がまだ届いていません。もう一週間待っています。',
    '請求書の金額が間違っているので、返金してください。',
    'サポートの対応がとても早くて助かりました。',
    'パスワードを忘れてログインできません。',
  ],
  Thai: [
    'พัสดุของฉันยังไม่มาถึงและไม่มีใครตอบอีเมล',
    'ยอดเงินในใบแจ้งหนี้ไม่ถูกต้องกรุณาคืนเงิน',
    'พนักงานบริการดีมากแก้ปัญหาได้รวดเร็ว',
    'ฉันลืมรหัสผ่านและเข้าสู่ระบบไม่ได้',
  ],
  Khmer: ['កញ្ចប់របស់ខ្ញុំមិនទាន់មកដល់ទេ', 'សេវាកម្មល្អណាស់ដោះស្រាយបានលឿន'],
} as const;

test('guesses a text field in a script without spaces, whatever the field is called', () => {
  for (const [language, texts] of Object.entries(unspacedPools)) {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      no: i + 1,
      created: `2024-01-${String(1 + (i % 28)).padStart(2, '0')} 12:${String(i).padStart(2, '0')}`,
      author: ['田中', '王小明', 'สมชาย', 'សុខា'][i % 4]! + String(i),
      url: `https://example.org/items/${i}`,
      内容欄: `${texts[i % texts.length]}${i}`,
      区分: ['苦情', '質問', '苦情'][i % 3],
    }));
    const { text, isDoubtful, id, label } = guessFields(rows);
    assert.deepEqual([text, isDoubtful], [['内容欄'], undefined], language);
    assert.deepEqual([id, label], ['no', '区分'], language);
    // Also as the only field, or beside an id.
    assert.deepEqual(guessFields(rows.map((row) => ({ x: row.内容欄 }))).text, ['x'], language);
    const two = rows.map((row) => ({ id: `a-${row.no}`, q1: row.内容欄 }));
    assert.deepEqual([guessFields(two).text, guessFields(two).id], [['q1'], 'id'], language);
  }
});

test('does not take names and codes in such a script for texts', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    氏名: `山田${i}`,
    品番: `東京-${1000 + i}`,
  }));
  assert.deepEqual(guessFields(rows).text, []);
});

test('guesses no label without a candidate, and nothing from no rows', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ text: `text number ${i}`, price: i * 3.7 }));
  assert.equal(guessFields(rows).label, undefined);
  assert.deepEqual(guessFields([]), { text: [], flags: [], fields: [] });
});

test('sample rows are objects by column, without a truncated row', () => {
  const csv = { kind: 'delimited', delimiter: ',', header: true } as const;
  assert.deepEqual(
    sampleRows({ head: bytes('\ufeffa,b\n1,"x\ny"\n2,zz'), tail: bytes('') }, csv, quotedRows),
    [{ a: '1', b: 'x\ny' }],
  );
  assert.deepEqual(
    sampleRows({ head: bytes('1,2\n3,4\n') }, { ...csv, header: false }, quotedRows, 1),
    [{ column1: '1', column2: '2' }],
  );
  assert.deepEqual(
    sampleRows({ head: bytes('{"a":1}\nbad\n{"a":') }, { kind: 'jsonl' }, quotedRows),
    [{ a: 1 }],
  );
  assert.deepEqual(sampleRows({ head: bytes('{"a":1}') }, { kind: 'jsonl' }, quotedRows), [
    { a: 1 },
  ]);
});

test('A10 rejects a workbook, Parquet, an archive and binary data with advice', () => {
  const refused = (head: Uint8Array, message: RegExp): void =>
    assert.throws(() => findReading('a.csv', { head }), says(message));
  const begins = (text: string) =>
    Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(99, 7)]);
  refused(begins('PK\x03\x04'), /workbook.*Save its table as CSV/);
  refused(begins('PAR1'), /Parquet.*JSON Lines or CSV/);
  refused(begins('SQLite format 3\0'), /SQLite/);
  refused(begins('\x28\xb5\x2f\xfd'), /zstd.*gzip/);
  refused(Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 37) % 256)), /not text/);
  // A stray control character or escape sequence is acceptable.
  const legacy = Buffer.from(`id,text\n${'1,Grüße\x1b[0m\n'.repeat(50)}2,a\x01b\n`, 'latin1');
  assert.equal(findReading('a.csv', { head: legacy }).format.encoding, 'windows-1252');
});

test('objects that cannot be converted to a number or text do not break the guess', () => {
  const odd = { toString: 1, valueOf: 2 };
  for (const row of [
    { text: 'the soup was cold', cats: { a: odd, b: 1 } },
    { text: 'the soup was cold', labels: [odd], probabilities: { a: 0.5, b: 0.5 } },
  ]) {
    assert.deepEqual(guessFields([row, row, row]).text, ['text']);
  }
});

test('proposes neither fields within lists nor internal fields nor scores as labels or ids', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    text: `This is what customer ${i} wrote.`,
    tokens: [{ start: 0, end: 4 + (i % 3), id: `t${i}`, ws: i % 2 === 0 }],
    _session_id: `reviews-${'ab'[i % 2]}`,
    meta: { score: (i * 7) % 40 === 0 ? 1 : 1 + i / 50 },
  }));
  const { label, columns, id } = guessFields(rows);
  assert.deepEqual([label, columns, id], [undefined, undefined, undefined]);
  const rated = rows.map((row, i) => ({ ...row, stars: 1 + (i % 5) / 2 }));
  assert.equal(guessFields(rated).label, 'stars');
});

test('the only field with label in its name is the label, beside the votes of annotators', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    comment: `This is what customer ${i} wrote.`,
    anotator1: i % 2,
    anotator2: (i + 1) % 2,
    anotator3: i % 2,
    label_final: i % 2,
  }));
  assert.equal(guessFields(rows).label, 'label_final');
  // Columns for several labels, each with the word.
  const several = rows.map(({ comment, ...flags }) => ({
    comment,
    label_a: flags.anotator1,
    label_b: flags.anotator2,
    label_c: flags.anotator3,
  }));
  assert.deepEqual(guessFields(several).columns, ['label_a', 'label_b', 'label_c']);
  const both = rows.map((row, i) => ({ ...row, target: 'xy'[i % 2] }));
  assert.equal(guessFields(both).label, 'target');
});

test('a text within an object does not stand before a text of that name', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    text: `How do I install it (${i})?`,
    answer: { text: `There are many ways to install it, and number ${i} is the best of all.` },
  }));
  assert.deepEqual(guessFields(rows).text, ['text']);
  assert.deepEqual(guessFields(rows.map(({ answer }) => ({ answer }))).text, ['answer.text']);
});

test('a text that is the first of several in a list is doubtful', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    data: [{ text: `What will the weather be in town ${i} ` }, { text: 'at noon', entity: 'time' }],
  }));
  const { text, isDoubtful } = guessFields(rows);
  assert.deepEqual([text, isDoubtful], [['data.0.text'], true]);
  const single = rows.map(({ data }) => ({ data: data.slice(0, 1) }));
  assert.equal(guessFields(single).isDoubtful, undefined);
});
