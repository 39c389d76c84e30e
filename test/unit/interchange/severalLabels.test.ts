import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  exportCsv,
  exportJsonl,
  type ExportItem,
} from '../../../src/core/interchange/exportRows.ts';
import {
  underCurrentNames,
  mergeMirror,
  parseMirror,
} from '../../../src/core/interchange/mirror.ts';
import { serialiseMirror } from '../../support/serialiseMirror.ts';
import { Rng } from '../../../src/core/rng.ts';
import type { StoredAnswer } from '../../../src/core/store/store.ts';
import { normaliseText } from '../../../src/core/record.ts';
import type { Span } from '../../../src/core/task/judgement.ts';
import { spansForRow, spansForStore } from '../../../src/core/task/placeSpans.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { answer } from './answers.ts';

const stamp = { id: 'merge', at: Date.UTC(2026, 0, 1), annotator: 'importer' };
const by = '"annotator":"ada","at":"2025-01-31T12:00:00.000Z"';

function judged(
  recordId: string,
  labels: Record<string, boolean>,
  more: Partial<StoredAnswer> = {},
) {
  return answer(recordId, { kind: 'labels', labels: new Map(Object.entries(labels)), ...more });
}

const answers: readonly StoredAnswer[] = [
  judged('a', { joy: true, anger: false, surprise: true }),
  judged('b', { joy: false, anger: false }, { seq: 2, note: 'calm' }),
  judged('c', { anger: true }, { kind: 'none', seq: 3 }),
  judged('d', { joy: false }, { kind: 'skip', seq: 4 }),
  answer('e', { kind: 'skip', seq: 5 }),
];

describe('labels mirror of several labels', () => {
  it('lists labels that apply and those that do not, sorted', () => {
    assert.deepEqual(serialiseMirror(answers).split('\n'), [
      `{"record":"a","labels":["joy","surprise"],"not":["anger"],${by}}`,
      `{"record":"b","labels":[],"not":["anger","joy"],${by},"note":"calm"}`,
      `{"record":"c","labels":["anger"],"not":[],"partial":true,${by}}`,
      `{"record":"d","labels":[],"not":["joy"],"skipped":true,${by}}`,
      `{"record":"e","skipped":true,${by}}`,
      '',
    ]);
  });

  it('restores none, skip, unanswered and partial into an empty store', () => {
    const text = serialiseMirror(answers);
    const store = new MemoryStore({ project: 'p', identityVersion: 1 });
    store.append([...mergeMirror(parseMirror(text).lines, store, 'm', stamp).events]);
    assert.equal(serialiseMirror(store.answers()), text);
    assert.deepEqual(
      store.answers().map(({ kind }) => kind),
      ['labels', 'labels', 'none', 'skip', 'skip'],
    );
    assert.deepEqual(mergeMirror(parseMirror(text).lines, store, 'm', stamp).events, []);
  });

  it('takes the later of two answers whole, never their union', () => {
    const [line] = serialiseMirror([judged('a', { joy: true })]).split('\n');
    const later = line!.replace('["joy"]', '["anger"]').replace('2025', '2026');
    const { lines, conflicts } = parseMirror(
      `<<<<<<< ours\n${line}\n=======\n${later}\n>>>>>>> theirs\n`,
    );
    assert.deepEqual(
      lines.map(({ labels }) => labels),
      [['anger']],
    );
    assert.equal(conflicts.length, 1);
  });

  it('maps labels of a writer that missed a merge: yes if any part is', () => {
    const { lines } = parseMirror(serialiseMirror(answers.slice(0, 1)));
    const [line] = underCurrentNames(lines, ['joy', 'feeling'], (label) =>
      label === 'joy' ? 'joy' : 'feeling',
    );
    assert.deepEqual([line!.labels, line!.not], [['feeling', 'joy'], []]);
  });

  it('keeps lines that contradict themselves as they are', () => {
    const line = (judgement: string) => `{"record":"a",${judgement},${by}}`;
    for (const judgement of [
      '"labels":["a"],"not":["a"]',
      '"labels":[],"not":[]',
      '"labels":"a","not":[]',
      '"labels":[1],"not":[]',
      '"label":"a","labels":["a"],"not":[]',
      '"label":"a","skipped":true',
      '"labels":["a"],"not":[],"skipped":true,"partial":true',
      '"partial":true',
      '"spans":[{"start":0,"end":2,"label":"a","text":"x"}],"of":["a"]',
      '"spans":[],"of":[]',
      '"spans":[]',
    ]) {
      const { lines, problems } = parseMirror(line(judgement));
      assert.deepEqual([lines.length, problems.length], [0, 1], judgement);
    }
  });
});

describe('exports of several labels', () => {
  const items: ExportItem[] = answers.map((one) => ({ answer: one, holdout: false }));
  const labelSet = ['joy', 'anger', 'surprise', 'text'];
  const written = async (chunks: AsyncIterable<string>): Promise<string> => {
    let whole = '';
    for await (const chunk of chunks) whole += chunk;
    return whole;
  };

  it('JSONL names what applies and what does not; what was not judged is in neither', async () => {
    const lines = (await written(exportJsonl(items, { labelSet }))).trim().split('\n');
    assert.deepEqual(
      lines.map((line) => {
        const { labels, not, skipped } = JSON.parse(line) as Record<string, unknown>;
        return { labels, not, skipped };
      }),
      [
        { labels: ['joy', 'surprise'], not: ['anger'], skipped: false },
        { labels: [], not: ['joy', 'anger'], skipped: false },
        { labels: ['anger'], not: [], skipped: false },
        { labels: [], not: ['joy'], skipped: true },
      ],
    );
  });

  it('CSV has a column of 1, 0 or nothing for each label', async () => {
    const text = await written(exportCsv(items, { labelSet, poolFields: ['joy'] }));
    assert.deepEqual(
      text.split('\r\n').map((row) => row.split(',').slice(3, 7).join('|')),
      ['joy|anger|surprise|label.text', '1|0|1|', '0|0||', '|1||', '0|||', ''],
    );
    assert.match(text.split('\r\n')[0]!, /pool\.joy$/);
  });
});

describe('spans in the mirror', () => {
  const pieces = [
    '😀',
    'e\u0301',
    '\u1112\u1161\u11ab',
    '\r\n',
    '\u00a0',
    '\u0085',
    ' ',
    'ab',
    'ä',
    'a\u0308\u0323',
  ];

  it('merge on another raw text of the same record with equal spans', () => {
    const rng = new Rng(7);
    let spansSeen = 0;
    for (let i = 0; i < 10_000; i++) {
      const raw = Array.from(
        { length: 1 + rng.integer(12) },
        () => pieces[rng.integer(pieces.length)]!,
      ).join('');
      const normal = normaliseText(raw);
      if (normal === '') continue;
      const start = rng.integer(raw.length);
      const end = start + 1 + rng.integer(raw.length - start);
      const given: Span = { start, end, label: 'A', text: raw.slice(start, end) };
      const { spans } = spansForStore([given], raw);
      for (const span of spans) assert.equal(normal.slice(span.start, span.end), span.text);
      const store = new MemoryStore({ project: 'p', identityVersion: 1 });
      const line = answer('r', { kind: 'spans', spans, of: ['A', 'B'] });
      const text = serialiseMirror([line]);
      store.append([...mergeMirror(parseMirror(text).lines, store, 'm', stamp).events]);
      assert.deepEqual(store.answer('r')!.spans, spans);
      assert.equal(serialiseMirror(store.answers()), text);
      // The other file has the text in its normalised form.
      const there = spansForRow(store.answer('r')!.spans!, normal);
      assert.deepEqual(there.spans, spans);
      spansSeen += spans.length;
    }
    assert.ok(spansSeen > 5000);
  });
});
