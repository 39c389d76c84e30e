// Random rows through every format and back: rows differ only by what a format cannot represent.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatNames, type FormatName } from '../../../src/core/interchange/formats/format.ts';
import type { Loss } from '../../../src/core/interchange/formats/loss.ts';
import { originFields, ownFields } from '../../../src/core/interchange/formats/ownFields.ts';
import { formatNamed, isReadable } from '../../../src/core/interchange/formats/registry.ts';
import { inTextOrder, type Span, type Task } from '../../../src/core/task/judgement.ts';
import { Rng } from '../../../src/core/rng.ts';
import { convertText, jsonRows } from '../../harness/conversion.ts';
import { jsonLines } from '../../harness/topics.ts';

type Row = Record<string, unknown>;

const names = [
  'plain',
  'a,b',
  'c#d',
  'e|f',
  'say "x"',
  "it's",
  'two\nlines',
  '😀',
  'é',
  'not',
  'of us',
  'text',
  'id',
];
const parts = [
  ...['one', 'Two', 'don’t', '"', '""', "'", ',', ';', '#', '|', '\\', '\\"', '{', ']', '=', '\t'],
  ...[
    '\n',
    '\r\n',
    ' ',
    '  ',
    '\u00a0',
    '\u0085',
    '\u2028',
    '😀',
    'e\u0301',
    '한',
    '\u1112\u1161',
    '漢字',
    'שלום',
    '🇩🇪',
    '\ufeff',
  ],
];

const annotators = ['ada', 'Bob, "B"', '7', 'cyd@home', '5b4e0a52-6c8b-4f3e-9d6c-0f1e2d3c4b5a'];
const suggestions = [
  { label: 'plain', probability: 0.25 },
  { label: 'c#d', model: 'm' },
  { labels: ['a,b', 'plain'], probability: 0.5 },
  { labels: ['a,b'] },
  { labels: [] },
  { spans: [{ start: 0, end: 1, label: 'plain', text: 'x' }], model: 'm' },
  [{ label: 'plain' }, { label: 'a,b', probability: 1 }],
  'free text',
];

class Rows {
  readonly #rng: Rng;
  constructor(seed: number) {
    this.#rng = new Rng(seed);
  }

  #one<T>(values: readonly T[]): T {
    return values[this.#rng.integer(values.length)]!;
  }

  #sometimes<T extends object>(share: number, value: () => T): T | object {
    return this.#rng.uniform() < share ? value() : {};
  }

  text(): string {
    const words = Array.from({ length: 1 + this.#rng.integer(9) }, () => this.#one(parts)).join('');
    return `${words}${this.#one(['.', 'x', '😀'])}`;
  }

  row(task: Task): Row {
    const text = this.text();
    return {
      id: this.#rng.uniform() < 0.7 ? `r${this.#rng.integer(1000)}` : null,
      text,
      ...this.#answer(task, text),
      ...this.#sometimes(0.2, () => ({ annotator: this.#one(annotators) })),
      ...this.#sometimes(0.2, () => ({
        at: new Date(1.6e12 + this.#rng.integer(1e9) * this.#one([1, 1000])).toISOString(),
      })),
      ...this.#sometimes(0.1, () => ({ flagged: true })),
      ...this.#sometimes(0.1, () => ({ note: this.text() })),
      ...this.#sometimes(0.1, () => ({ holdout: this.#rng.uniform() < 0.5 })),
      ...this.#sometimes(0.1, () => ({ ask: this.#one(['query', 'explore']) })),
      ...this.#sometimes(0.1, () => ({ suggestion: this.#one(suggestions) })),
      ...this.#sometimes(0.1, () => ({ elapsedMs: this.#rng.integer(1e6) })),
      ...this.#sometimes(0.2, () => ({ lang: this.#one(['de', '1', 'a "b"']) })),
      ...this.#sometimes(0.1, () => ({ flag: '1' })),
      ...this.#sometimes(0.1, () => ({ 'pool.label': this.#one(['x', '0']) })),
    };
  }

  #answer(task: Task, text: string): Row {
    const kind = this.#rng.uniform();
    const none = {
      single: { label: null },
      multi: { labels: null, not: null },
      spans: { spans: null },
    };
    if (kind < 0.1) return { ...none[task], skipped: true };
    if (kind < 0.2) return none[task];
    if (task === 'single') return { label: this.#one(names) };
    if (task === 'multi') {
      const partly = this.#rng.uniform() < 0.3;
      const yes = names.filter(() => this.#rng.uniform() < 0.15);
      const no = names.filter(
        (name) => !yes.includes(name) && !(partly && this.#rng.uniform() < 0.5),
      );
      return { labels: yes, not: yes.length + no.length > 0 ? no : ['plain'] };
    }
    const edges = [0];
    for (const character of text) edges.push(edges.at(-1)! + character.length);
    const spans = Array.from({ length: this.#rng.integer(4) }, (): Span => {
      const [a, b] = [this.#rng.integer(edges.length - 1), 1 + this.#rng.integer(4)];
      const [start, end] = [edges[a]!, edges[Math.min(a + b, edges.length - 1)]!];
      return { start, end, label: this.#one(names.slice(0, 10)), text: text.slice(start, end) };
    });
    const of =
      this.#rng.uniform() < 0.8 ? names.slice(0, 10) : [...new Set(spans.map((s) => s.label))];
    return { spans: inTextOrder(spans), of: of.length > 0 ? of : ['plain'], offsets: 'utf16' };
  }
}

const ask = ['--to-offsets', 'utf16'];

/** A row as a format preserves it. */
function kept(row: Row, format: FormatName, task: Task, used: readonly string[]): Row {
  const { lacks, spell } = formatNamed(format);
  const lost = (loss: Loss): boolean => lacks.includes(loss);
  const left: Row = { ...row };
  if (lost('id')) left['id'] = null;
  if (lost('time')) delete left['at'];
  for (const name of ['skipped', 'flagged', 'note', 'annotator'] as const) {
    if (lost(name)) delete left[name];
  }
  if (lost('origin')) for (const name of originFields) delete left[name];
  if (lost('context') || format === 'conll') {
    for (const name of Object.keys(left)) if (!ownFields.includes(name)) delete left[name];
  }
  if (format === 'fasttext') left['text'] = String(row['text']).replace(/[\r\n]+/g, ' ');
  const spelt = (label: unknown): string => spell?.(String(label), task) ?? String(label);
  if (task === 'single' && left['label'] != null) left['label'] = spelt(left['label']);
  if (task === 'multi' && Array.isArray(left['labels'])) {
    const yes = (left['labels'] as string[]).map(spelt);
    left['labels'] = yes;
    if (lost('unjudged')) left['not'] = used.map(spelt).filter((name) => !yes.includes(name));
    else left['not'] = (left['not'] as string[]).map(spelt);
    if (lost('none') && yes.length === 0) Object.assign(left, { labels: null, not: null });
  }
  return left;
}

/** The rows that a format writes. */
function writtenRows(rows: readonly Row[], format: FormatName): readonly Row[] {
  if (format !== 'labelsleuth') return rows;
  const texts = new Set<unknown>();
  return rows.filter((row) => {
    const isNew = isAnswered(row) && !texts.has(row['text']);
    if (isNew) texts.add(row['text']);
    return isNew;
  });
}

function isAnswered(row: Row): boolean {
  return ['label', 'labels', 'spans'].some((field) => row[field] != null);
}

/** The row in a canonical order for comparison, without the tokens that Prodigy adds. */
function sorted(row: Row): Row {
  const { tokens: _tokens, offsets, ...rest } = row;
  const inOrder = (value: unknown): unknown =>
    Array.isArray(value) ? [...(value as unknown[])].sort() : value;
  return {
    ...rest,
    ...(row['spans'] != null && { offsets }),
    labels: inOrder(row['labels']),
    not: inOrder(row['not']),
    of: inOrder(row['of']),
  };
}

for (const task of ['single', 'multi', 'spans'] as const) {
  describe(`${task}: 2,000 rows`, () => {
    const maker = new Rows(task.length);
    const rows = Array.from({ length: 2000 }, () => maker.row(task));
    const used = [...new Set(rows.flatMap((row) => (row['labels'] as string[] | null) ?? []))];
    const held = formatNames.filter(
      (name) => formatNamed(name).tasks.includes(task) && isReadable(formatNamed(name)),
    );

    test('Marginalia JSONL round-trips byte for byte', async () => {
      const { written: once, counts } = await convertText(jsonLines(rows), ...ask, '--task', task);
      assert.deepEqual([counts.lost, counts.problemCount], [{}, 0]);
      assert.deepEqual(jsonRows(once).map(sorted), rows.map(sorted));
      assert.equal((await convertText(once, ...ask, '--task', task)).written, once);
    });

    for (const format of held.filter((name) => name !== 'marginalia' && name !== 'conll')) {
      test(format, async () => {
        const there = await convertText(jsonLines(rows), '--to', format, '--task', task);
        assert.equal(there.counts.problemCount, 0, there.said);
        const back = await convertText(there.bytes, '--from', format, '--task', task, ...ask);
        assert.equal(back.counts.problemCount, 0, back.said);
        const held = writtenRows(rows, format);
        const expected = held.map((row) => kept(row, format, task, used));
        assert.deepEqual(jsonRows(back.written).map(sorted), expected.map(sorted));
        // The loss counts equal the number of missing fields.
        const missing = (field: string): number => rows.filter((row) => row[field] != null).length;
        for (const [loss, field] of [
          ['id', 'id'],
          ['skipped', 'skipped'],
          ['flagged', 'flagged'],
          ['annotator', 'annotator'],
          ['note', 'note'],
          ['time', 'at'],
        ] as const) {
          const lacks = formatNamed(format).lacks.includes(loss);
          assert.equal(there.counts.lost[loss] ?? 0, lacks ? missing(field) : 0, loss);
        }
        const lost = (loss: Loss): number | undefined => there.counts.lost[loss];
        const { lacks } = formatNamed(format);
        assert.equal(
          lost('holdout') ?? 0,
          lacks.includes('holdout') ? rows.filter((row) => row['holdout'] === true).length : 0,
        );
        const open = rows.filter((row) => !isAnswered(row) && row['skipped'] !== true);
        assert.equal(lost('noAnswer') ?? 0, lacks.includes('noAnswer') ? open.length : 0);
        const repeated = rows.filter(isAnswered).length - held.length;
        assert.equal(lost('repeatedText') ?? 0, format === 'labelsleuth' ? repeated : 0);
        // A second conversion loses nothing more.
        const again = await convertText(back.written, '--to', format, '--task', task);
        assert.deepEqual(again.counts.lost, lasting(again.counts.lost));
      });
    }
  });
}

// Answers of several annotators, one per record.
for (const task of ['single', 'multi', 'spans'] as const) {
  for (const format of ['marginalia', 'prodigy', 'labelstudio', 'argilla'] as const) {
    test(`2,000 answers, ${task}: ${format} is written, read, and written again byte for byte`, async () => {
      const maker = new Rows(2000 + task.length);
      const rows = Array.from({ length: 2000 }, (_, i) => ({ ...maker.row(task), id: `r${i}` }));
      const options = ['--task', task, '--to', format];
      const first = await convertText(jsonLines(rows), ...options);
      assert.deepEqual([first.counts.lost, first.counts.problemCount], [{}, 0]);
      const own = await convertText(first.written, ...ask, '--task', task, '--from', format);
      const { rows: read, conflicts, repeated } = own.counts;
      assert.deepEqual([read, conflicts, repeated], [2000, 0, 0]);
      assert.deepEqual(jsonRows(own.written).map(sorted), rows.map(sorted));
      assert.equal((await convertText(own.written, ...options)).written, first.written);
    });
  }
}

/** The losses that a repeated conversion still reports. */
function lasting(lost: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(lost).filter(([loss]) => loss === 'none'));
}

describe('CoNLL', () => {
  const maker = new Rows(99);
  const rows = Array.from({ length: 2000 }, () => maker.row('spans'));
  for (const scheme of ['bio', 'iob1', 'bilou'] as const) {
    test(`${scheme}: only overlapping and blank spans are lost`, async () => {
      const there = await convertText(jsonLines(rows), '--to', 'conll', '--scheme', scheme);
      const back = await convertText(there.written, ...ask);
      const answered = rows.filter((row) => row['spans'] !== null);
      assert.equal(there.counts.answers, answered.length);
      assert.equal(back.counts.rows, answered.length);
      const bare = (text: string): string => text.replace(/[\s\u0085]+/g, '');
      const spans = (row: Row): string[] =>
        (row['spans'] as Span[]).map(
          ({ label, text }) => `${label.replace(/\s/g, '_')}: ${bare(text)}`,
        );
      let [gone, blank] = [0, 0];
      jsonRows(back.written).forEach((row, i) => {
        const given = answered[i]!;
        assert.equal(bare(row['text'] as string), bare(given['text'] as string));
        const all = given['spans'] as Span[];
        let end = 0;
        const kept = all.filter((span) => {
          const stays = span.start >= end;
          if (stays) end = span.end;
          else gone++;
          if (stays && bare(span.text) === '') blank++;
          return stays && bare(span.text) !== '';
        });
        assert.deepEqual(spans(row), spans({ spans: kept }));
      });
      assert.equal(there.counts.lost['overlap'], gone);
      assert.ok(there.counts.lost['spanBlanks']! >= blank);
    });
  }
});
