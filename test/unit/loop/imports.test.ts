// What the loop does with imports: those of others are told, and suggestions are shown before there is a head.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OtherWindows, type ImportElsewhere } from '../../../src/core/loop/journal/otherWindows.ts';
import {
  keepSuggestions,
  suggestionsFor,
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

test('imported suggestions are those of their records, and later ones are added', () => {
  const store = new MemoryStore(options);
  assert.deepEqual(suggestionsFor(store, ['aa1']), []);
  keepSuggestions(store, new Map([['aa1', { label: 'a' }]]));
  keepSuggestions(
    store,
    new Map([
      ['aa2', { yes: ['a'], of: ['a', 'b'] }],
      ['bb1', { label: 'b' }],
    ]),
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
