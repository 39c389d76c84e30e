import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rng } from '../../src/core/rng.ts';
import type { NewEvent } from '../../src/core/store/events.ts';
import type { WritableStore } from '../../src/core/store/store.ts';
import * as make from './storeFixtures.ts';
import { openMemory, openSqlite, stores, withNew } from './storesUnderTest.ts';

for (const [name, open] of stores) {
  const withStore = (work: (store: WritableStore) => void) => withNew(open, work);

  describe(`${name}: changes of the vectors`, () => {
    it(
      'are journalled, are not steps, and keep redo',
      withStore((store) => {
        store.append(make.label('r1', 'A'));
        store.append(make.label('r2', 'B'));
        const first = store.changeVectors(make.vectors('lexical-1'));
        assert.equal(first.seq, 3);
        assert.equal(store.nextUndo()!.step, 2);
        store.undo(make.stamp());
        assert.equal(store.answer('r2'), undefined);
        store.changeVectors(make.vectors('lexical-1', 'bge-1'));
        store.redo(make.stamp());
        assert.equal(store.answer('r2')!.label, 'B');
        assert.deepEqual(
          [...store.journal()].map(({ kind }) => kind),
          ['label', 'label', 'vectors', 'undo', 'vectors', 'redo'],
        );
        assert.deepEqual(
          store.vectorChanges().map(({ seq, blocks }) => [seq, blocks.length]),
          [
            [3, 1],
            [5, 2],
          ],
        );
        const before = store.answers();
        store.rebuildView();
        assert.deepEqual(store.answers(), before);
      }),
    );

    it(
      'are not written again if empty or repeated',
      withStore((store) => {
        const event = make.vectors('lexical-1', 'bge-1');
        const first = store.changeVectors(event);
        assert.deepEqual(store.changeVectors(event), first);
        assert.deepEqual(store.changeVectors(make.vectors('lexical-1', 'bge-1')), first);
        const { blocks } = event;
        const lighter = blocks.map((block) => ({ ...block, weight: 0.5 }));
        assert.equal(store.changeVectors({ ...make.vectors(), blocks: lighter }).seq, 2);
        assert.equal(store.lastSeq(), 2);
        // Limiting the same vectors to a part of the pool is a change of its own, and so is lifting the
        // limit.
        const of = { ...make.vectors(), blocks: lighter };
        const part = store.changeVectors({ ...of, id: 'part', drawsFrom: 200_000 });
        assert.equal(store.changeVectors({ ...of, id: 'same', drawsFrom: 200_000 }).seq, part.seq);
        assert.equal(store.changeVectors({ ...of, id: 'all' }).seq, 4);
        assert.deepEqual(
          store.vectorChanges().map(({ drawsFrom }) => drawsFrom),
          [undefined, undefined, 200_000, undefined],
        );
      }),
    );

    it(
      'are refused without a block, or with the id of another event',
      withStore((store) => {
        assert.throws(() => store.changeVectors(make.vectors()), RangeError);
        const { id } = store.append(make.label('r1', 'A'))[0]!;
        assert.throws(() => store.changeVectors({ ...make.vectors('x'), id }), RangeError);
        for (const drawsFrom of [0, -1, 1.5, NaN]) {
          assert.throws(() => store.changeVectors({ ...make.vectors('x'), drawsFrom }), RangeError);
        }
        assert.equal(store.lastSeq(), 1);
      }),
    );
  });

  describe(`${name}: undo and redo`, () => {
    it(
      'restore label, flag and note exactly, step by step',
      withStore((store) => {
        store.append(make.label('r1', 'A'));
        const afterLabel = store.answer('r1');
        store.append([make.label('r1', 'B'), make.flag('r1'), make.note('r1', 'hm')]);
        const afterStep = store.answer('r1');
        const undone = store.undo(make.stamp())!;
        assert.deepEqual(undone.records, ['r1']);
        assert.equal(undone.step, 2);
        assert.equal(undone.events.length, 3);
        assert.deepEqual(store.answer('r1'), afterLabel);
        store.undo(make.stamp());
        assert.equal(store.answer('r1'), undefined);
        assert.equal(store.nextUndo(), undefined);
        store.redo(make.stamp());
        assert.deepEqual(store.answer('r1'), afterLabel);
        store.redo(make.stamp());
        assert.deepEqual(store.answer('r1'), afterStep);
        assert.equal(store.redo(make.stamp()), undefined);
      }),
    );

    it(
      'a new answer clears redo, while the journal keeps the undone step',
      withStore((store) => {
        store.append(make.label('r1', 'A'));
        store.undo(make.stamp());
        store.append(make.label('r2', 'B'));
        assert.equal(store.redo(make.stamp()), undefined);
        assert.deepEqual(
          [...store.journal()].map((event) => event.kind),
          ['label', 'undo', 'label'],
        );
        assert.equal(store.undo(make.stamp())!.records[0], 'r2');
        assert.equal(store.nextUndo(), undefined);
      }),
    );

    it(
      'a repeated undo is one undo',
      withStore((store) => {
        store.append(make.label('r1', 'A'));
        store.append(make.label('r2', 'A'));
        const stamp = make.stamp();
        const first = store.undo(stamp);
        assert.deepEqual(store.undo(stamp), first);
        assert.equal(store.answer('r1')!.label, 'A');
        assert.throws(() => store.redo(stamp), RangeError);
        assert.throws(() => store.append({ ...make.label('r3', 'A'), id: stamp.id }), RangeError);
      }),
    );

    it(
      'rename and merge are lossless: undo gives each record its own label back',
      withStore((store) => {
        store.append(make.label('r1', 'A'));
        store.append(make.label('r2', 'B'));
        store.append(make.label('r3', 'C'));
        store.append(make.rename('A', 'Z'));
        assert.equal(store.answer('r1')!.label, 'Z');
        store.append(make.merge(['Z', 'B'], 'C'));
        assert.deepEqual([...store.counts().byLabel], [['C', 3]]);
        assert.equal(store.currentLabel('A', 3), 'C');
        assert.equal(store.currentLabel('A', 4), 'A');
        const undone = store.undo(make.stamp())!;
        assert.deepEqual([...undone.records].sort(), ['r1', 'r2']);
        assert.deepEqual(
          ['r1', 'r2', 'r3'].map((id) => store.answer(id)!.label),
          ['Z', 'B', 'C'],
        );
        assert.equal(store.currentLabel('A', 3), 'Z');
        const redone = store.redo(make.stamp())!;
        assert.deepEqual([...redone.records].sort(), ['r1', 'r2']);
      }),
    );

    it(
      'D11 deleting a label keeps flag and note, and one undo restores every record’s label',
      withStore((store) => {
        store.append({ ...make.label('r1', 'A'), ask: { kind: 'query', score: 0.5 } } as NewEvent);
        store.append([make.label('r2', 'A'), make.flag('r2'), make.note('r2', 'hm')]);
        store.append(make.label('r3', 'B'));
        store.append(make.rename('A', 'Z'));
        const before = store.answers();
        store.append(make.deletion('Z'));
        assert.deepEqual([...store.counts().byLabel], [['B', 1]]);
        assert.equal(store.answer('r1'), undefined);
        const { kind, label, flagged, note, ask } = store.answer('r2')!;
        assert.deepEqual(
          [kind, label, flagged, note, ask],
          ['none', undefined, true, 'hm', undefined],
        );
        const after = store.answers();
        assert.deepEqual([...store.undo(make.stamp())!.records].sort(), ['r1', 'r2']);
        assert.deepEqual(store.answers(), before);
        assert.deepEqual([...store.redo(make.stamp())!.records].sort(), ['r1', 'r2']);
        assert.deepEqual(store.answers(), after);
        store.rebuildView();
        assert.deepEqual(store.answers(), after);
      }),
    );

    it(
      'D11 a label re-added after deletion has only answers given since',
      withStore((store) => {
        store.append(make.label('r1', 'A'));
        store.append(make.deletion('A'));
        const change = { type: 'add', label: { name: 'A' } } as const;
        store.append({ ...make.stamp(), kind: 'schema', change });
        assert.equal(store.counts().labelled, 0);
        store.append(make.label('r2', 'A'));
        assert.deepEqual([...store.counts().byLabel], [['A', 1]]);
        for (let i = 0; i < 3; i++) store.undo(make.stamp());
        assert.equal(store.answer('r1')!.label, 'A');
        const nameless = { type: 'delete', label: '' } as const;
        assert.throws(
          () => store.append({ ...make.stamp(), kind: 'schema', change: nameless }),
          RangeError,
        );
      }),
    );

    it(
      'a split with its records is one step',
      withStore((store) => {
        for (const id of ['r1', 'r2', 'r3']) store.append(make.label(id, 'A'));
        const change = { type: 'split', from: 'A', into: ['A1', 'A2'] } as const;
        store.append([
          { ...make.stamp(), kind: 'schema', change },
          make.label('r1', 'A1'),
          make.label('r2', 'A2'),
          make.clear('r3'),
        ]);
        assert.deepEqual(
          store.answers().map((answer) => answer.label),
          ['A1', 'A2'],
        );
        store.undo(make.stamp());
        assert.deepEqual([...store.counts().byLabel], [['A', 3]]);
      }),
    );

    it(
      'former names resolve to current ones, across undo and redo',
      withStore((store) => {
        store.append(make.label('r1', 'A'));
        store.append(make.rename('A', 'Z'));
        store.append(make.merge(['B'], 'C'));
        const then = store.lastSeq();
        assert.equal(store.currentLabel('Z', then), 'Z');
        store.undo(make.stamp());
        assert.equal(store.currentLabel('C', then), 'C', 'what was learnt as one stays one');
        store.undo(make.stamp());
        assert.equal(store.currentLabel('Z', then), 'A', 'a rename that was undone leads back');
        const undone = store.lastSeq();
        store.redo(make.stamp());
        assert.equal(store.currentLabel('A', undone), 'Z', 'and one that was redone leads there');
        assert.equal(store.currentLabel('A', 1), 'Z');
        assert.equal(store.currentLabel('Z', then), 'Z');
      }),
    );

    it(
      'adding or editing a label is a step, and changes no annotation',
      withStore((store) => {
        store.append(make.label('r1', 'A'));
        const projectFile = { before: '{}', after: '{ }' };
        for (const type of ['add', 'edit'] as const) {
          const change = { type, label: { name: 'A', key: 'a' } };
          store.append({ ...make.stamp(), kind: 'schema', change, projectFile });
        }
        assert.equal(store.undoSize(), 0);
        assert.deepEqual(
          store.labelChanges().map(({ change }) => change.type),
          ['add', 'edit'],
        );
        const undone = store.undo(make.stamp())!;
        assert.deepEqual(undone.records, []);
        assert.deepEqual(undone.events, [...store.journal(3)].slice(0, 1));
        assert.deepEqual(
          store.labelChanges().map(({ projectFile: kept }) => kept),
          [projectFile],
        );
        assert.equal(store.answer('r1')!.label, 'A');
        const nameless = { type: 'add', label: { name: '' } } as const;
        assert.throws(
          () => store.append({ ...make.stamp(), kind: 'schema', change: nameless }),
          RangeError,
        );
      }),
    );

    it(
      'history marks what is in effect',
      withStore((store) => {
        store.append(make.label('r1', 'A'));
        store.append(make.label('r1', 'B'));
        store.append(make.label('r2', 'B'));
        store.undo(make.stamp());
        store.undo(make.stamp());
        assert.deepEqual(
          store.history('r1').map(({ event, inEffect }) => [event.seq, inEffect]),
          [
            [1, true],
            [2, false],
          ],
        );
      }),
    );

    for (const seed of [1, 2, 3, 4, 5, 6]) {
      it(
        `agrees with a stack of snapshots over 250 random actions (seed ${seed})`,
        withStore((store) => {
          const rng = new Rng(seed);
          const past: string[] = [];
          let future: string[] = [];
          const view = (): string => JSON.stringify([store.answers(), store.counts().labelled]);
          for (let i = 0; i < 250; i++) {
            const before = view();
            const dice = rng.integer(10);
            if (dice < 6) {
              store.append(make.randomStep(rng));
              past.push(before);
              future = [];
            } else if (dice < 9) {
              const done = store.undo(make.stamp());
              assert.equal(done !== undefined, past.length > 0);
              if (done) future.push(before);
              assert.equal(view(), done ? past.pop() : before);
            } else {
              const done = store.redo(make.stamp());
              assert.equal(done !== undefined, future.length > 0);
              if (done) past.push(before);
              assert.equal(view(), done ? future.pop() : before);
            }
          }
          const end = view();
          const [undo, redo] = [store.nextUndo(), store.nextRedo()];
          const touched = undo?.events.flatMap((e) => (e.kind === 'schema' ? [] : e.recordId));
          assert.equal(store.undoSize(), touched && new Set(touched).size);
          assert.equal(store.canRedo(), redo !== undefined);
          store.rebuildView();
          assert.equal(view(), end);
          assert.deepEqual([store.nextUndo(), store.nextRedo()], [undo, redo]);
        }),
      );
    }
  });
}

describe('both stores', () => {
  it('give the same answers, journal and reversals for the same random actions', () => {
    const memory = openMemory();
    const sqlite = openSqlite();
    const rng = new Rng(11);
    for (let i = 0; i < 400; i++) {
      const dice = rng.integer(10);
      const step = make.randomStep(rng);
      const stamp = make.stamp();
      const act = (store: WritableStore) => {
        if (dice < 6) return store.append(step);
        const done = dice < 9 ? store.undo(stamp) : store.redo(stamp);
        return done && { ...done, records: [...done.records].sort() };
      };
      assert.deepEqual(act(sqlite), act(memory));
    }
    assert.deepEqual(sqlite.answers(), memory.answers());
    assert.deepEqual([...sqlite.journal(50)], [...memory.journal(50)]);
    for (const name of 'ABCD') {
      assert.equal(sqlite.currentLabel(name, 20), memory.currentLabel(name, 20));
    }
    sqlite.close();
  });
});
