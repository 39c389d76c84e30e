import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  underCurrentNames,
  mergeMirror,
  parseMirror,
} from '../../../src/core/interchange/mirror.ts';
import { serialiseMirror } from '../../support/serialiseMirror.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { StoredAnswer } from '../../../src/core/store/store.ts';
import { answer } from './answers.ts';

const stamp = { id: 'merge', at: Date.UTC(2026, 0, 1), annotator: 'importer' };
const answers = [
  answer('b', { sourceId: '7', flagged: true, note: 'line\nend' }),
  answer('a', { kind: 'skip', seq: 2 }),
  answer('z', { kind: 'none', flagged: true, seq: 3 }),
  answer('c', { label: 'naïve "B"', annotator: 'bob', seq: 4 }),
];
const merged = (text: string, here: StoredAnswer[] = []) =>
  mergeMirror(
    parseMirror(text).lines,
    { answer: (id) => here.find(({ recordId }) => recordId === id), journal: () => [] },
    'reviews.labels.jsonl',
    stamp,
  );

describe('labels mirror', () => {
  it('has one sorted line per annotation, independent of answer order', () => {
    const text = serialiseMirror(answers);
    assert.equal(serialiseMirror([...answers].reverse()), text);
    assert.deepEqual(text.split('\n'), [
      '{"record":"a","skipped":true,"annotator":"ada","at":"2025-01-31T12:00:00.000Z"}',
      '{"record":"b","id":"7","label":"A","annotator":"ada","at":"2025-01-31T12:00:00.000Z","flagged":true,"note":"line\\nend"}',
      '{"record":"c","label":"naïve \\"B\\"","annotator":"bob","at":"2025-01-31T12:00:00.000Z"}',
      '',
    ]);
  });

  it('maps labels to their current names if its writer missed a rename', () => {
    const { lines } = parseMirror(serialiseMirror(answers));
    const today = (label: string): string => (label === 'A' ? 'Z' : `${label}?`);
    const named = (labels: string[]) =>
      underCurrentNames(lines, labels, today).map(({ label }) => label);
    assert.deepEqual(named(['Z']), [undefined, 'Z', 'naïve "B"']);
    assert.deepEqual(named(['A', 'Z']), [undefined, 'A', 'naïve "B"'], 'a label in use stays');
    assert.deepEqual(named([]), [undefined, 'A', 'naïve "B"']);
  });

  it('restores everything into an empty store and is reproduced from it', () => {
    const text = serialiseMirror(answers);
    const store = new MemoryStore({ project: 'p', identityVersion: 1 });
    store.append(merged(text).events);
    assert.equal(serialiseMirror(store.answers()), text);
    assert.equal(store.answer('c')!.annotator, 'bob');
    assert.equal(store.answer('a')!.note, undefined);
    store.undo({ ...stamp, id: 'undo' });
    assert.deepEqual(store.answers(), []);
  });

  it('merges nothing if it is up to date', () => {
    assert.deepEqual(merged(serialiseMirror(answers), answers), {
      events: [],
      lines: [],
      replaced: [],
      kept: [],
    });
  });

  it('B5 does not restore answers that the journal has undone', () => {
    const store = new MemoryStore({ project: 'p', identityVersion: 1 });
    const given = (id: string, recordId: string, at: number, label: string) => {
      store.append({ id, at, annotator: 'ada', kind: 'label', recordId, label });
    };
    given('1', 'a', 1000, 'A');
    given('2', 'b', 2000, 'A');
    given('3', 'b', 3000, 'B');
    const leftBehind = serialiseMirror(store.answers());
    store.undo({ ...stamp, id: 'u1' });
    store.undo({ ...stamp, id: 'u2' });
    const bob = serialiseMirror([answer('c', { annotator: 'bob' })]);
    const news = mergeMirror(parseMirror(leftBehind + bob).lines, store, 'm', stamp);
    assert.deepEqual(
      news.events.map(({ recordId }) => recordId),
      ['c'],
    );
    store.append(news.events);
    store.undo({ ...stamp, id: 'u3' });
    assert.deepEqual(mergeMirror(parseMirror(bob).lines, store, 'm', stamp).events, []);
  });

  it('B5 keeps foreign lines and unreadable lines', () => {
    const foreign = parseMirror(serialiseMirror([answer('b', { label: 'theirs' })])).lines;
    const text = serialiseMirror([answer('a'), answer('b')], { foreign, unread: ['nonsense'] });
    const parsed = parseMirror(`\ufeff${text}`);
    assert.deepEqual(
      parsed.lines.map(({ record, label }) => [record, label]),
      [
        ['a', 'A'],
        ['b', 'theirs'],
      ],
    );
    assert.deepEqual(
      parsed.problems.map(({ line, raw }) => [line, raw]),
      [[3, 'nonsense']],
    );
  });

  it('the later answer wins, and replacements are reported', () => {
    const text = serialiseMirror([
      answer('a', { label: 'B', at: 2000 }),
      answer('b', { label: 'B', at: 1000 }),
    ]);
    const here = [answer('a', { at: 1500 }), answer('b', { at: 1500 }), answer('c')];
    const { events, replaced, kept } = merged(text, here);
    assert.deepEqual([replaced, kept], [['a'], ['b']]);
    assert.deepEqual(
      events.map(({ recordId, label, given }) => [recordId, label, given?.at]),
      [['a', 'B', 2000]],
    );
  });

  it('reads both sides of a merge conflict, but not the base', () => {
    const line = (label: string, at: number) => serialiseMirror([answer('a', { label, at })]);
    const base = line('old', 9_000_000).replace('"a"', '"base"');
    const text = `<<<<<<< HEAD\n${line('A', 2000)}||||||| base\n${base}=======\n${line('B', 3000)}>>>>>>> theirs\n`;
    const parsed = parseMirror(text.replaceAll('\n', '\r\n'));
    assert.deepEqual(parsed.problems, []);
    assert.deepEqual(
      parsed.lines.map(({ record, label }) => [record, label]),
      [['a', 'B']],
    );
    assert.equal(parsed.conflicts[0]!.lines.length, 2);
  });

  it('resolves answers with equal times deterministically', () => {
    const one = serialiseMirror([answer('a', { label: 'A' })]);
    const two = serialiseMirror([answer('a', { label: 'B' })]);
    assert.deepEqual(parseMirror(one + two).lines, parseMirror(two + one).lines);
  });

  it('reads valid lines and reports invalid ones with a reason', () => {
    const good = serialiseMirror([answer('a')]);
    const bad = [
      'nonsense',
      'null',
      '{"label":"A","annotator":"x","at":"2025-01-01T00:00:00Z"}',
      '{"record":"r","annotator":"x","at":"2025-01-01T00:00:00Z"}',
      '{"record":"r","label":"A","skipped":true,"annotator":"x","at":"2025-01-01T00:00:00Z"}',
      '{"record":"r","label":"A","annotator":"x","at":"yesterday"}',
      '{"record":"r","label":"A","at":"2025-01-01T00:00:00Z"}',
    ];
    const { lines, problems } = parseMirror(`${bad.join('\n')}\n\n${good}`);
    assert.equal(lines.length, 1);
    assert.deepEqual(
      problems.map((problem) => problem.line),
      [1, 2, 3, 4, 5, 6, 7],
    );
  });
});
