// B10: another program holds the database lock. Every method of the loop that writes waits without blocking
// anything else, and finishes once the lock is released.
import { inOwnWords } from '../../../src/core/errors.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultsSetting } from '../../../src/core/projectFile/defaultSets.ts';
import { projectDefaults } from '../../../src/core/projectFile/projectFile.ts';
import { turnsUntil } from '../../harness/turns.ts';
import { setUp, type Bench } from '../../unit/loop/loopFixture.ts';
import type { ImportStep } from '../../../src/core/store/importsFound.ts';
import type { Learner } from '../../../src/core/loop/learner.ts';
import { Lockable, query, records } from './lockable.ts';

const three = [{ name: 'refund' }, { name: 'delivery' }, { name: 'praise' }];
let given = 0;
const answerId = (): string => `given-${given++}`;
const label = (name: string) => ({ kind: 'label', label: name }) as const;

type MethodOf<T> = {
  [K in keyof T]: T[K] extends (...args: never[]) => unknown ? K : never;
}[keyof T] &
  string;
type Method =
  | MethodOf<Learner>
  | `records.${MethodOf<Learner['records']>}`
  | `labelSet.${MethodOf<Learner['labelSet']>}`;
type Writer = (bench: Bench, during: Lockable['during']) => Promise<unknown>;

/**
 * For each method of the loop, how to call it and how to check its effect, or that it writes nothing or in
 * the background. In an order in which they can be called.
 */
const methods: Readonly<Record<Method, Writer | 'reads'>> = {
  start: async ({ learner, store }, during) => {
    await during(() => learner.start());
    assert.ok(store.holdout(), 'the hold-out was drawn');
    assert.ok(store.setting('labels.since'), 'the labels were noted');
  },
  answer: async ({ learner, store, until }, during) => {
    const { record } = (await until(({ ahead }) => ahead.length > 1)).ahead[0]!;
    const answer = { recordId: record.id, answer: label('refund'), elapsedMs: 1 };
    await during(() => learner.answer({ answerId: answerId(), ...answer }));
    assert.equal(store.answer(record.id)?.label, 'refund');
    assert.ok(store.setting('labelLooks'), 'keys are kept from the first answer on');
  },
  change: async ({ learner, store }, during) => {
    const { record } = learner.view.recent[0]!;
    const answer = { recordId: record.id, answer: label('delivery') };
    await during(() => learner.change({ answerId: answerId(), ...answer }));
    assert.equal(store.answer(record.id)?.label, 'delivery');
  },
  undo: async ({ learner, store }, during) => {
    const { record } = learner.view.recent[0]!;
    await during(() => learner.undo());
    assert.equal(store.answer(record.id)?.label, 'refund');
  },
  redo: async ({ learner, store }, during) => {
    const { record } = learner.view.recent[0]!;
    await during(() => learner.redo());
    assert.equal(store.answer(record.id)?.label, 'delivery');
  },
  importAnswers: async ({ learner, store }, during) => {
    const by = { id: 'imported', at: 1, annotator: 'bob', kind: 'import', from: 'a file' } as const;
    await during(() => learner.importAnswers(() => [{ ...by, recordId: 'x', label: 'refund' }]));
    assert.equal(store.answer('x')?.importedFrom, 'a file');
  },
  undoImport: async ({ learner, store }, during) => {
    const [{ step }] = learner.imports() as [ImportStep];
    await during(() => learner.undoImport(step));
    assert.equal(store.answer('x'), undefined);
  },
  imports: 'reads',
  conflicts: 'reads',
  followImport: 'reads',
  'records.note': async ({ learner, store }, during) => {
    const { record } = learner.view.recent[0]!;
    await during(() => learner.records.note(record.id, 'unclear'));
    assert.equal(store.answer(record.id)?.note, 'unclear');
  },
  'records.annotate': async (bench, during) => {
    const { learner, store, truth } = bench;
    const { ids } = await learner.search.find({ kind: 'pool', answer: { kind: 'none' } });
    const held = new Set(store.holdout()!.members.map(({ recordId }) => recordId));
    const mine = ids.filter((id) => truth.get(id) === 'refund' && !held.has(id)).slice(0, 5);
    await during(() => learner.records.annotate(mine, label('refund')));
    for (const id of mine) assert.equal(store.answer(id)?.label, 'refund');
    await during(() => learner.records.annotate(mine.slice(1), { kind: 'clear' }));
    assert.equal(store.answer(mine[1]!)?.kind ?? 'none', 'none');
    assert.equal((store.setting('priorities') as unknown[]).length, 4);
    for (let i = 0; i < 90; i++) await bench.answer();
  },
  prioritise: async ({ learner, store }, during) => {
    const { ids } = await learner.search.find({ kind: 'pool', answer: { kind: 'none' } });
    const list = ids.slice(0, 3).map((id) => ({ id, priority: 1 }));
    assert.equal(await during(() => learner.prioritise(list, 'search')), 3);
    assert.ok((store.setting('priorities') as unknown[]).length >= 3);
  },
  clearPriorities: async ({ learner, store }, during) => {
    await during(() => learner.clearPriorities());
    assert.equal(store.setting('priorities'), undefined);
  },
  retrain: async ({ learner, store }, during) => {
    const before = store.rounds().length;
    await during(() => learner.retrain());
    assert.equal(store.rounds().length, before + 1);
  },
  closeTarget: async (bench, during) => {
    const { learner, store, until } = bench;
    for (let i = 0; i < 4 && !learner.view.targetReached; i++) {
      for (let n = 0; n < 3; n++) await bench.answer();
      await learner.retrain();
    }
    await until(({ targetReached }) => targetReached);
    await during(() => learner.closeTarget());
    assert.ok(store.setting('target.closed'));
  },
  closeNotice: async ({ learner }, during) => {
    learner.showNotice({
      id: 'store-mode',
      severity: 'info',
      message: inOwnWords('A slow disk.'),
      closable: true,
    });
    await during(() => learner.closeNotice('store-mode'));
    assert.ok(learner.view.notices.every(({ id }) => id !== 'store-mode'));
  },
  queryNext: async ({ learner, store }, during) => {
    const draws = (): number => {
      let n = 0;
      while (store.setting(`draw.${n + 1}`) !== undefined) n++;
      return n;
    };
    const before = draws();
    await during(() => learner.queryNext());
    assert.equal(draws(), before + 1);
  },
  'records.confirm': async ({ learner, store }, during) => {
    const { record } = learner.view.recent[0]!;
    await during(() => learner.records.confirm(record.id));
    assert.ok(Object.hasOwn(store.setting('labels.confirmed') as object, record.id));
  },
  'labelSet.apply': async ({ learner, store }, during) => {
    const change = { type: 'add', label: { name: 'praise' } } as const;
    await during(() => learner.labelSet.apply({ labels: three, query }, { change }));
    assert.equal(store.labelChanges().length, 1);
    assert.ok((store.setting('labels.since') as Record<string, number>).praise! > 0);
  },
  'records.askHoldoutAgain': async ({ learner }, during) => {
    assert.ok((await during(() => learner.records.askHoldoutAgain())) > 0);
    assert.equal(learner.view.holdout.answered, 0);
    await during(() => learner.undo());
  },
  'records.leaveHoldout': async ({ learner }, during) => {
    assert.ok(learner.view.holdout.outdated);
    await during(() => learner.records.leaveHoldout());
    assert.equal(learner.view.holdout.outdated, undefined);
  },
  'labelSet.reread': async ({ learner, store }, during) => {
    const format = { kind: 'jsonl', encoding: 'utf-8' } as const;
    const change = { type: 'read', path: 'pool.jsonl', format } as const;
    await during(() =>
      learner.labelSet.reread({ change }, { moves: [], held: [], seen: new Uint8Array(0) }),
    );
    assert.equal(store.labelChanges().at(-1)?.change.type, 'read');
  },
  'labelSet.useNewDefaults': async ({ learner }, during) => {
    assert.equal(learner.labelSet.defaults, 1);
    await during(() => learner.labelSet.useNewDefaults());
    assert.equal(learner.labelSet.defaults, 2);
  },
  dispose: async ({ learner, store }, during) => {
    const { id } = learner.view.ahead[0]!.record;
    await during(() => learner.dispose());
    assert.equal((store.setting('queue.left') as { id: string }[])[0]?.id, id);
  },
  embedAll: async ({ learner, store }, during) => {
    await during(() => learner.embedAll());
    assert.equal(store.setting('embedding.all'), true);
  },
  poll: 'reads',
  onChange: 'reads',
  cancelFit: 'reads',
  cancel: 'reads',
  resume: 'reads',
  onFit: 'reads',
  pauseEmbedding: 'reads',
  resumeEmbedding: 'reads',
  revisit: 'reads',
  defer: 'reads',
  'records.answer': 'reads',
  'records.changedSince': 'reads',
  'records.details': 'reads',
  'records.ranked': 'reads',
  'records.holdoutConflicts': 'reads',
  'records.identify': 'reads',
  'records.around': 'reads',
  'records.suspicions': 'reads',
  'labelSet.next': 'reads',
  'labelSet.unjudgedLabels': 'reads',
};

test('every writing method of the loop waits for a lock while the host serves events', async (t) => {
  const lockable = new Lockable();
  lockable.store.setSetting(defaultsSetting, 1);
  // Labels are recorded as soon as the loop is created.
  lockable.lock();
  const bench = setUp({
    records,
    project: {
      holdout: { share: 0.1, size: 10, blind: 'picks' },
      query: { ...projectDefaults.query, refitEvery: 1000 },
      target: { metric: 'accuracy', value: 0.1 },
    },
    store: lockable.store,
    pause: lockable.pause,
  });
  try {
    await turnsUntil(() => lockable.store.setting('labels.since') !== undefined);
    for (const [name, write] of Object.entries(methods)) {
      if (write === 'reads') continue;
      await t.test(name, async () => {
        await write(bench, (act) => lockable.during(act));
      });
    }
    assert.deepEqual(bench.errors, []);
  } finally {
    await bench.close();
  }
});
