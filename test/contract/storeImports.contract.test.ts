// Imports as steps of the journal, their conflicts, and undoing an import from any window.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NewEvent } from '../../src/core/store/events.ts';
import type { WritableStore } from '../../src/core/store/store.ts';
import * as make from './storeFixtures.ts';
import { families, stores, withNew } from './storesUnderTest.ts';

function imported(recordId: string, label: string): NewEvent {
  return { ...make.stamp(), kind: 'import', recordId, label, from: 'other.jsonl' };
}

/** Appends and returns the step. */
function stepOf(store: WritableStore, events: NewEvent | NewEvent[]): number {
  return store.append(events)[0]!.step;
}

for (const [name, open] of stores) {
  describe(`${name}: imports`, () => {
    it(
      'a conflict changes no answer, and is open until a later answer to the record',
      withNew(open, (store) => {
        store.append(make.label('r', 'A'));
        const answer = store.answer('r');
        const candidates = [
          { label: 'B', annotator: 'bob', at: 5 },
          { yes: ['A'], of: ['A', 'B'], note: 'sure' },
          { skipped: true },
        ] as const;
        store.append({ ...make.conflict('r', candidates), sourceId: 'S1' } as NewEvent);
        assert.deepEqual(store.answer('r'), answer);
        const [conflict] = store.conflicts();
        assert.deepEqual([conflict!.recordId, conflict!.sourceId, conflict!.seq], ['r', 'S1', 2]);
        assert.deepEqual(
          conflict!.candidates.map(({ from: _, ...candidate }) => candidate),
          candidates,
        );
        store.append(make.flag('r'));
        store.append(make.labels('r', [], ['A'], ['A']));
        store.append(make.clear('r'));
        assert.equal(store.conflictCount(), 1);
        store.append(make.label('r', 'B'));
        assert.deepEqual([store.conflicts(), store.conflictCount()], [[], 0]);
        store.undo(make.stamp());
        assert.equal(store.conflictCount(), 1);
        store.redo(make.stamp());
        assert.equal(store.conflictCount(), 0);
      }),
    );

    it(
      'keeps the origin of an answer, however deeply nested, and lists its import',
      withNew(open, (store) => {
        const deep = (part: (inner: unknown) => unknown): unknown =>
          Array.from({ length: 1000 }).reduce((inner: unknown) => part(inner), 1);
        const origin = { lists: deep((inner) => [inner]), objects: deep((inner) => ({ inner })) };
        const step = stepOf(store, [{ ...imported('r', 'A'), origin } as NewEvent]);
        assert.deepEqual(
          store.imports().map(({ step: at, from, count }) => [at, from, count]),
          [[step, 'other.jsonl', 1]],
        );
        const [event] = store.journal();
        assert.equal(
          JSON.stringify((event as { origin?: unknown }).origin),
          JSON.stringify(origin),
        );
      }),
    );

    it(
      'conflicts are undone and redone with their step, and follow label changes',
      withNew(open, (store) => {
        const step = stepOf(store, [make.conflict('r', [{ label: 'A' }]), imported('s', 'A')]);
        store.append(make.rename('A', 'Z'));
        assert.equal(store.conflicts()[0]!.candidates[0]!.label, 'Z');
        store.undoStep(step, make.stamp());
        assert.deepEqual([store.conflictCount(), store.answer('s')], [0, undefined]);
        assert.equal(store.undoStep(step, make.stamp()), undefined);
        store.redo(make.stamp());
        assert.deepEqual([store.conflictCount(), store.answer('s')?.label], [1, 'Z']);
      }),
    );

    it(
      'conflicts of one record from two imports are listed together',
      withNew(open, (store) => {
        const first = { ...make.conflict('r', [{ label: 'A' }]), from: 'a' } as NewEvent;
        const second = { ...make.conflict('r', [{ label: 'B' }]), from: 'b' } as NewEvent;
        store.append(first);
        const step = stepOf(store, second);
        assert.equal(store.conflictCount(), 1);
        assert.deepEqual(store.conflicts()[0]!.candidates, [
          { label: 'A', from: 'a' },
          { label: 'B', from: 'b' },
        ]);
        store.undoStep(step, make.stamp());
        assert.deepEqual(store.conflicts()[0]!.candidates, [{ label: 'A', from: 'a' }]);
      }),
    );

    it(
      'lists the imports in effect: answers, notes and conflicts',
      withNew(open, (store) => {
        store.append(make.label('r', 'A'));
        store.append([imported('s', 'A'), imported('t', 'B')]);
        store.append({ ...make.note('r', 'seen'), from: 'notes.csv' } as NewEvent);
        store.append(make.conflict('r', [{ label: 'B' }]));
        const listed = store.imports();
        assert.deepEqual(
          listed.map(({ step, count, annotator }) => [step, count, annotator]),
          [
            [2, 2, 'ada'],
            [4, 1, 'ada'],
            [5, 1, 'ada'],
          ],
        );
        assert.deepEqual(
          listed.slice(0, 2).map(({ from }) => from),
          ['other.jsonl', 'notes.csv'],
        );
        store.undoStep(2, make.stamp());
        assert.deepEqual(
          store.imports().map(({ step }) => step),
          [4, 5],
        );
      }),
    );

    it(
      'keeps the origin that a file gives for its answers',
      withNew(open, (store) => {
        const origin = { ask: 'query', probabilities: { A: 0.25 }, holdout: true };
        store.append({ ...imported('r', 'A'), origin } as NewEvent);
        const { event } = store.history('r')[0]!;
        assert.deepEqual(event.kind === 'import' && event.origin, origin);
        assert.equal(store.answer('r')?.ask, undefined);
      }),
    );

    it(
      'an import that added labels is one step, counted without them',
      withNew(open, (store) => {
        const add = {
          ...make.stamp(),
          kind: 'schema',
          change: { type: 'add', label: { name: 'N' } },
        };
        const step = stepOf(store, [imported('r', 'N'), imported('s', 'N'), add as NewEvent]);
        assert.deepEqual(
          store.imports().map((one) => [one.step, one.count]),
          [[step, 2]],
        );
        assert.deepEqual(store.undoStep(step, make.stamp())?.records.toSorted(), ['r', 's']);
        assert.deepEqual([store.answers(), store.imports()], [[], []]);
        store.redo(make.stamp());
        assert.deepEqual(
          store.answers().map(({ label }) => label),
          ['N', 'N'],
        );
      }),
    );

    it(
      'refuses conflicts without candidates, and undoing a step that changed the label set',
      withNew(open, (store) => {
        assert.throws(() => store.append(make.conflict('r', [])), RangeError);
        assert.throws(() => store.append(make.conflict('r', [{ yes: ['A'] }])), RangeError);
        store.append(make.rename('A', 'B'));
        assert.throws(() => store.undoStep(1, make.stamp()), RangeError);
        assert.equal(store.lastSeq(), 1);
      }),
    );
  });
}

for (const [name, family] of families) {
  it(`${name}: one window undoes the import of another, and later answers stay`, () => {
    const open = family();
    const [a, b] = [open('a'), open('b')];
    a.append(make.label('r', 'A'));
    const step = stepOf(a, [imported('r', 'B'), imported('s', 'B'), imported('t', 'B')]);
    b.append(make.label('s', 'C'));
    a.append(make.label('u', 'D'));
    const reversal = b.undoStep(step, make.stamp());
    assert.deepEqual(reversal?.records, ['r', 's', 't']);
    const labels = () => ['r', 's', 't', 'u'].map((id) => a.answer(id)?.label);
    assert.deepEqual(labels(), ['A', 'C', undefined, 'D']);
    assert.equal(a.redo(make.stamp()), undefined);
    b.redo(make.stamp());
    assert.deepEqual(labels(), ['B', 'C', 'B', 'D']);
    for (const window of [a, b]) window.close();
  });
}
