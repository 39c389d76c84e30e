import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openSqliteStore } from '../../src/adapters/sqlite/sqliteStore.ts';
import { HumanError } from '../../src/core/errors.ts';
import { Rng } from '../../src/core/rng.ts';
import { MemoryStore } from '../../src/core/store/memoryStore.ts';
import type { NewRound, Store } from '../../src/core/store/store.ts';
import * as make from './storeFixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginalia-store-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const options = { project: 'reviews', identityVersion: 1 };

const stores: [name: string, open: () => Store][] = [
  ['MemoryStore', () => new MemoryStore(options)],
  ['SqliteStore', () => openSqliteStore(join(folder, `${++files}.sqlite`), options)],
];

for (const [name, open] of stores) {
  const withStore = (work: (store: Store) => void) => () => {
    const store = open();
    try {
      work(store);
    } finally {
      store.close();
    }
  };

  describe(`${name}: answers`, () => {
    it(
      'an empty store knows nothing',
      withStore((store) => {
        assert.equal(store.answer('r1'), undefined);
        assert.deepEqual(store.answers(), []);
        assert.equal(store.lastSeq(), 0);
        assert.equal(store.undo(make.stamp()), undefined);
        assert.equal(store.redo(make.stamp()), undefined);
        assert.equal(store.holdout(), undefined);
        assert.equal(store.head(1), undefined);
        assert.deepEqual(store.meta(), options);
      }),
    );

    it(
      'keeps everything that a label event says',
      withStore((store) => {
        const ask = {
          kind: 'query',
          strategy: 'margin',
          score: 0.97,
          q: 0.01,
          round: 3,
          reason: { kind: 'margin', value: 0.03, between: ['A', 'B'] },
        } as const;
        const [stored] = store.append({
          id: 'one',
          at: 1000,
          annotator: 'ada',
          kind: 'label',
          recordId: 'r1',
          sourceId: 'row-7',
          label: 'A',
          ask,
          elapsedMs: 812.5,
        });
        assert.equal(stored!.seq, 1);
        assert.deepEqual(store.answer('r1'), {
          recordId: 'r1',
          sourceId: 'row-7',
          kind: 'label',
          label: 'A',
          flagged: false,
          seq: 1,
          at: 1000,
          annotator: 'ada',
          ask,
          elapsedMs: 812.5,
        });
        assert.deepEqual([...store.journal()], [stored]);
      }),
    );

    it(
      'relabelling keeps flag, note and why the record was asked',
      withStore((store) => {
        store.append({ ...make.label('r1', 'A'), ask: { kind: 'explore' } } as never);
        store.append([make.flag('r1'), make.note('r1', 'odd')]);
        store.append(make.label('r1', 'B'));
        const answer = store.answer('r1')!;
        assert.equal(answer.label, 'B');
        assert.equal(answer.flagged, true);
        assert.equal(answer.note, 'odd');
        assert.deepEqual(answer.ask, { kind: 'explore' });
      }),
    );

    it(
      'clear makes a record unlabelled; a record with nothing left is forgotten',
      withStore((store) => {
        store.append([make.label('r1', 'A'), make.flag('r2')]);
        store.append([make.clear('r1'), make.flag('r2', 'unflag')]);
        assert.deepEqual(store.answers(), []);
        store.append([make.label('r1', 'A'), make.flag('r1')]);
        store.append(make.clear('r1'));
        assert.equal(store.answer('r1')!.kind, 'none');
        assert.equal(store.answer('r1')!.flagged, true);
        store.append(make.note('r3', 'look'));
        store.append(make.note('r3', ''));
        assert.equal(store.answer('r3'), undefined);
      }),
    );

    it(
      'an import keeps who answered elsewhere and when',
      withStore((store) => {
        store.append({
          ...make.stamp('importer'),
          kind: 'import',
          recordId: 'r1',
          label: 'A',
          note: 'n',
          given: { at: 5, annotator: 'bob' },
          from: 'reviews.labels.jsonl',
        });
        const answer = store.answer('r1')!;
        assert.deepEqual([answer.at, answer.annotator, answer.note], [5, 'bob', 'n']);
        assert.equal(answer.importedFrom, 'reviews.labels.jsonl');
      }),
    );

    it(
      'lists the latest answers first, and all in the order in which they were given',
      withStore((store) => {
        for (const id of ['a', 'b', 'c']) store.append(make.label(id, 'A'));
        store.append(make.flag('d'));
        store.append(make.skip('a'));
        const ids = (answers: { recordId: string }[]) => answers.map((answer) => answer.recordId);
        assert.deepEqual(ids(store.recent(2)), ['a', 'c']);
        assert.deepEqual(ids(store.recent(9)), ['a', 'c', 'b']);
        assert.deepEqual(ids(store.answers()), ['b', 'c', 'd', 'a']);
      }),
    );

    it(
      'counts labels, skips and flags, and the hold-out apart',
      withStore((store) => {
        store.setHoldout({
          members: ['a', 'b', 'z'].map((recordId) => ({ recordId, multiplicity: 2 })),
          seed: 1,
          at: 0,
        });
        for (const id of ['a', 'c', 'd']) store.append(make.label(id, 'A'));
        store.append([make.skip('b'), make.skip('e'), make.label('f', 'B'), make.flag('g')]);
        assert.deepEqual(store.counts(), {
          labelled: 4,
          byLabel: new Map([
            ['A', 3],
            ['B', 1],
          ]),
          trainingByLabel: new Map([
            ['A', 2],
            ['B', 1],
          ]),
          skipped: 2,
          flagged: 1,
          holdoutAnswered: 1,
          holdoutSkipped: 1,
        });
      }),
    );

    it(
      'the same id twice is one event, also after it was undone',
      withStore((store) => {
        const event = make.label('r1', 'A');
        const first = store.append(event);
        assert.deepEqual(store.append(event), first);
        assert.equal(store.lastSeq(), 1);
        store.undo(make.stamp());
        assert.deepEqual(store.append(event), first);
        assert.equal(store.answer('r1'), undefined);
        assert.equal(store.nextRedo()!.step, 1);
      }),
    );

    it(
      'refuses malformed events and leaves no trace of their step',
      withStore((store) => {
        const good = make.label('r1', 'A');
        const refused = [
          { ...good, label: '' },
          { ...good, id: '' },
          { ...good, annotator: '' },
          { ...good, recordId: '' },
          { ...good, at: 1.5 },
          { ...good, at: Number.NaN },
          make.merge([], 'A'),
          make.rename('A', ''),
        ];
        for (const event of refused) {
          assert.throws(() => store.append([make.flag('r2'), event as never]), RangeError);
        }
        assert.throws(() => store.append([good, good]), RangeError);
        store.append(good);
        assert.throws(() => store.append([good, make.label('r3', 'A')]), RangeError);
        assert.equal(store.lastSeq(), 1);
      }),
    );
  });

  describe(`${name}: undo and redo`, () => {
    it(
      'restores label, flag and note exactly, step by step',
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
      'a new answer drops what could have been redone, but the journal keeps it',
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
      'the same undo twice is one undo',
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
      'rename and merge lose nothing: undo gives each record its own label back',
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
      'history says what is in effect',
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
          store.rebuildView();
          assert.equal(view(), end);
          assert.deepEqual([store.nextUndo(), store.nextRedo()], [undo, redo]);
        }),
      );
    }
  });

  describe(`${name}: hold-out, rounds, settings`, () => {
    it(
      'the hold-out is drawn once, even an empty one',
      withStore((store) => {
        const holdout = { members: [{ recordId: 'b', multiplicity: 3 }], seed: 7, at: 12 };
        store.setHoldout(holdout);
        assert.deepEqual(store.holdout(), holdout);
        assert.throws(() => store.setHoldout({ members: [], seed: 7, at: 12 }), HumanError);
        assert.deepEqual(store.holdout(), holdout);
      }),
    );

    it(
      'rounds come in order with metrics, heads apart',
      withStore((store) => {
        const round: NewRound = {
          number: 1,
          at: 5,
          labels: 20,
          seq: 24,
          inEffectFrom: 26,
          strategy: 'margin',
          seed: 3,
          kernel: 'onnx',
          c: 10.5,
          embedding: 'lexical-1',
          head: { bytes: Uint8Array.of(1, 2, 255), labels: ['A', 'B'] },
        };
        assert.throws(() => store.addRound({ ...round, number: 2 }), RangeError);
        store.addRound(round);
        assert.throws(() => store.addRound(round), RangeError);
        const { head, ...plain } = round;
        assert.deepEqual(store.rounds(), [plain]);
        const kept = store.head(1)!;
        assert.deepEqual(kept, head);
        assert.equal(Object.getPrototypeOf(kept.bytes), Uint8Array.prototype);
        const metrics = {
          n: 3,
          logLoss: Number.POSITIVE_INFINITY,
          confusion: { classes: 1, weights: Float64Array.of(0.5), records: Int32Array.of(3) },
        } as never;
        store.setRoundMetrics(1, metrics);
        assert.deepEqual(store.rounds()[0]!.metrics, metrics);
        assert.throws(() => store.setRoundMetrics(2, metrics), RangeError);
        assert.equal(store.head(2), undefined);
      }),
    );

    it(
      'remembers the pool and small settings',
      withStore((store) => {
        store.setPoolFingerprint('abc');
        assert.equal(store.meta().poolFingerprint, 'abc');
        store.setSetting('panel', { shown: [1, 2], at: null });
        assert.deepEqual(store.setting('panel'), { shown: [1, 2], at: null });
        store.setSetting('panel', undefined);
        assert.equal(store.setting('panel'), undefined);
      }),
    );
  });
}

describe('both stores', () => {
  it('give the same answers, journal and reversals for the same random actions', () => {
    const memory = stores[0]![1]();
    const sqlite = stores[1]![1]();
    const rng = new Rng(11);
    for (let i = 0; i < 400; i++) {
      const dice = rng.integer(10);
      const step = make.randomStep(rng);
      const stamp = make.stamp();
      const act = (store: Store) => {
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
