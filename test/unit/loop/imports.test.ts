// Imports in the loop: those of other windows are announced, and imported suggestions are shown before the
// first head.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OtherWindows, type ImportElsewhere } from '../../../src/core/loop/journal/otherWindows.ts';
import {
  storeSuggestions,
  suggestedImports,
  suggestionsFor,
  undoSuggestions,
} from '../../../src/core/loop/labels/importedSuggestions.ts';
import type { NewEvent } from '../../../src/core/store/events.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

const options = { project: 'p', identityVersion: 1 };

function imported(id: string, count: number): NewEvent[] {
  const by = { at: 1, annotator: 'bob', kind: 'import', label: 'a', from: 'bob.jsonl' } as const;
  return Array.from({ length: count }, (_, i) => ({ ...by, id: `${id}/${i}`, recordId: `r${i}` }));
}

test('a large import of another window is reported without reading its answers one by one', () => {
  const mine = new MemoryStore({ ...options, window: 'mine' });
  const other = new MemoryStore({ ...options, beside: mine, window: 'other' });
  const told: ImportElsewhere[] = [];
  const windows = new OtherWindows(mine, (one) => told.push(one));
  other.append(imported('few', 2));
  assert.deepEqual(windows.changesSinceLast(), ['r0', 'r1']);
  const [{ step }] = [other.append(imported('many', 3000))[0]!];
  assert.equal(windows.changesSinceLast(), 'all');
  assert.deepEqual(told, [
    { step: 1, from: 'bob.jsonl', records: 2 },
    { step, from: 'bob.jsonl', records: 3000 },
  ]);
  other.undoStep(step, { id: 'undo', at: 2, annotator: 'bob' });
  assert.equal(windows.changesSinceLast(), 'all');
  mine.append(imported('own', 3000));
  other.append([{ id: 'x', at: 1, annotator: 'bob', kind: 'skip', recordId: 's' }]);
  windows.changesSinceLast();
  assert.equal(told.length, 2, 'an import of this window is not news');
});

const by = { from: 'bob.jsonl', at: 1, annotator: 'ada' };

test('imported suggestions are those of their records, and later ones are added', () => {
  const store = new MemoryStore(options);
  assert.deepEqual(suggestionsFor(store, ['aa1']), []);
  storeSuggestions(store, new Map([['aa1', { label: 'a' }]]), by);
  storeSuggestions(
    store,
    new Map([
      ['aa2', { yes: ['a'], of: ['a', 'b'] }],
      ['bb1', { label: 'b' }],
    ]),
    by,
  );
  assert.deepEqual(suggestionsFor(store, ['aa1', 'cc1', 'aa2', 'bb1']), [
    { id: 'aa1', probabilities: [{ label: 'a', p: 1 }] },
    {
      id: 'aa2',
      probabilities: [
        { label: 'a', p: 1, applies: true },
        { label: 'b', p: 0, applies: false },
      ],
    },
    { id: 'bb1', probabilities: [{ label: 'b', p: 1 }] },
  ]);
});

test('suggestions of any import are taken back, and those beneath them show again', () => {
  const store = new MemoryStore(options);
  // Suggestions in the format of earlier versions, which stay.
  store.setSetting('suggested cc', { cc1: { label: 'old' } });
  store.setSetting('suggested', true);
  const shown = (): unknown =>
    suggestionsFor(store, ['aa1', 'aa2', 'cc1']).map(({ id, probabilities: [one] }) => [
      id,
      one!.label,
    ]);
  const label = (name: string) => ({ label: name });
  const keep = (...given: readonly (readonly [string, string])[]): number =>
    storeSuggestions(store, new Map(given.map(([id, name]) => [id, label(name)])), by)!.suggested;
  const first = keep(['aa1', 'a'], ['cc1', 'a']);
  const second = keep(['aa1', 'b'], ['aa2', 'b'], ['cc1', 'b']);
  assert.deepEqual(
    suggestedImports(store).map(({ count }) => count),
    [2, 3],
  );
  assert.deepEqual(shown(), [
    ['aa1', 'b'],
    ['aa2', 'b'],
    ['cc1', 'b'],
  ]);
  assert.ok(undoSuggestions(store, first));
  assert.deepEqual(shown(), [
    ['aa1', 'b'],
    ['aa2', 'b'],
    ['cc1', 'b'],
  ]);
  assert.equal(undoSuggestions(store, first), undefined);
  assert.ok(undoSuggestions(store, second));
  assert.deepEqual(shown(), [['cc1', 'old']]);
  assert.deepEqual(suggestedImports(store), []);
  const third = keep(['aa1', 'c']);
  assert.ok(third > 0);
  const fourth = keep(['aa1', 'd']);
  assert.ok(undoSuggestions(store, fourth));
  assert.deepEqual(shown(), [
    ['aa1', 'c'],
    ['cc1', 'old'],
  ]);
});

test('an import of another window that added labels is announced, and everything is read again', () => {
  const mine = new MemoryStore({ ...options, window: 'mine' });
  const other = new MemoryStore({ ...options, beside: mine, window: 'other' });
  const told: ImportElsewhere[] = [];
  const windows = new OtherWindows(mine, (one) => told.push(one));
  const change = { type: 'add', label: { name: 'a' } } as const;
  const events = [...imported('few', 2)];
  other.append([...events, { id: 'l', at: 1, annotator: 'bob', kind: 'schema', change }]);
  assert.equal(windows.changesSinceLast(), 'all');
  assert.deepEqual(told, [{ step: 1, from: 'bob.jsonl', records: 2 }]);
});
