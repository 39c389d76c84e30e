import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { LearnerView } from '../../../src/core/loop/learnerView.ts';
import { Rng } from '../../../src/core/rng.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { randomStart, setUp, twoTopics, type Bench } from './loopFixture.ts';
import {
  assertViewMatchesJournal,
  assertNoneReplacedUnseen,
  randomAction,
  shownBy,
} from './windowActions.ts';

const options = { project: 'test', identityVersion: 1 };
const records = twoTopics(400);
const project = {
  holdout: { share: 0.1, size: 12, blind: 'picks' as const },
  query: { ...randomStart, refitEvery: 1000 },
};

interface Window extends Bench {
  readonly memory: MemoryStore;
}

/** Opens windows on a shared store. */
async function windowsOn(names: readonly string[]): Promise<{
  windows: Window[];
  open: (name: string) => Promise<Window>;
}> {
  const first = new MemoryStore(options);
  const open = async (name: string): Promise<Window> => {
    const memory = new MemoryStore({ ...options, beside: first, window: name });
    const bench = setUp({ records, project, store: memory });
    await bench.learner.start();
    await bench.until(({ ahead }) => ahead.length > 0);
    return { ...bench, memory };
  };
  const windows: Window[] = [];
  for (const name of names) windows.push(await open(name));
  return { windows, open };
}

const label = (name: string) => ({ kind: 'label', label: name }) as const;
const skip = { kind: 'skip' } as const;

/** Answers a record in a window, whether it is asked there or not. */
function answerRefund({ learner }: Window, recordId: string): Promise<unknown> {
  const ask = { kind: 'start' } as const;
  return learner.answer({ answerId: 'a1', recordId, answer: label('refund'), elapsedMs: 1, ask });
}

describe('B4 two windows on one project', () => {
  it('case 40: a window skips records that the other one answered', async () => {
    const { windows } = await windowsOn(['a', 'b']);
    const [a, b] = windows as [Window, Window];
    try {
      const recordId = await a.answer(label('refund'));
      await b.until(({ ahead }) => ahead.length > 0);
      b.learner.poll();
      assert.ok(b.learner.view.ahead.every(({ record }) => record.id !== recordId));
      assert.equal(b.learner.view.counts.labelled, 1);
    } finally {
      for (const one of windows) await one.close();
    }
  });

  it('an answer to a record answered in the other window is rejected once, then accepted', async () => {
    const { windows } = await windowsOn(['a', 'b']);
    const [a, b] = windows as [Window, Window];
    try {
      const recordId = b.learner.view.ahead[0]!.record.id;
      await answerRefund(a, recordId);
      const given = { recordId, answer: label('delivery'), elapsedMs: 1 };
      await assert.rejects(
        () => b.learner.answer({ answerId: 'b1', ...given }),
        says(/Another window gave this record the label “refund”/),
      );
      assert.equal(a.store.answer(recordId)?.label, 'refund');
      const again = b.learner.view.ahead.at(-1)!;
      assert.deepEqual(
        [again.record.id, again.answered, again.revisited],
        [recordId, 'refund', true],
      );
      await b.learner.answer({ answerId: 'b2', ...given });
      assert.equal(a.store.answer(recordId)?.label, 'delivery');
      await b.learner.undo();
      assert.equal(a.store.answer(recordId)?.label, 'refund', "a's answer was never lost");
    } finally {
      for (const one of windows) await one.close();
    }
  });

  it('a skip in an outdated window does not replace a label from the other one', async () => {
    const { windows } = await windowsOn(['a', 'b']);
    const [a, b] = windows as [Window, Window];
    try {
      const recordId = b.learner.view.ahead[0]!.record.id;
      await answerRefund(a, recordId);
      await b.learner.answer({ answerId: 'b1', recordId, answer: skip, elapsedMs: 1 });
      assert.equal(b.store.answer(recordId)?.label, 'refund');
      assert.equal(b.store.lastSeq(), 1);
    } finally {
      for (const one of windows) await one.close();
    }
  });

  it('rejects a change to an answer other than the one shown', async () => {
    const { windows } = await windowsOn(['a', 'b']);
    const [a, b] = windows as [Window, Window];
    try {
      const recordId = await a.answer(label('refund'));
      b.learner.poll();
      const { seq } = b.store.answer(recordId)!;
      await a.learner.change({ answerId: 'a2', recordId, answer: label('delivery'), shown: seq });
      const change = { recordId, answer: skip };
      await assert.rejects(
        () => b.learner.change({ answerId: 'b1', ...change, shown: seq }),
        says(/Another window changed the answer/),
      );
      await b.learner.change({ answerId: 'b2', ...change, shown: b.store.answer(recordId)!.seq });
      await a.learner.change({ answerId: 'a3', recordId, answer: label('refund') });
      await assert.rejects(
        () => b.learner.records.annotate([recordId], label('delivery')),
        says(/Another window answered 1 of these records/),
      );
      await b.learner.records.annotate([recordId], label('delivery'));
    } finally {
      for (const one of windows) await one.close();
    }
  });

  for (const seed of [1, 2]) {
    it(`500 random actions each, with kills (seed ${seed})`, async () => {
      const { windows, open } = await windowsOn(['a', 'b']);
      const rng = new Rng(seed);
      /** By window: positions of the answers it has shown. */
      const shown = new Map<string, Set<number>>();
      const watch = ({ memory, learner }: Window): void => {
        const seen = new Set<number>([0]);
        shown.set(memory.window!, seen);
        const note = (view: LearnerView): void => {
          for (const seq of shownBy(view)) seen.add(seq);
        };
        learner.onChange(note);
        note(learner.view);
      };
      windows.forEach(watch);
      const acknowledged = new Set<string>();
      let made = 0;
      let opened = 0;
      let refused = 0;
      try {
        for (let i = 0; i < 1000; i++) {
          const at = rng.integer(2);
          if (rng.integer(50) === 0) {
            const window = windows[at]!;
            await window.close();
            // A crashed window counts as closed.
            window.memory.close();
            windows[at] = await open(`again-${++opened}`);
            watch(windows[at]);
            continue;
          }
          const did = await randomAction(windows[at]!.learner, rng, `given-${seed}-${made++}`);
          if (did.acknowledged !== undefined) acknowledged.add(did.acknowledged);
          if (did.refused) refused++;
        }
        assert.ok(refused > 0, 'the windows met');
        const { store } = windows[0]!;
        assertViewMatchesJournal(store, () => store.rebuildView());
        assertNoneReplacedUnseen([...store.journal()], shown);
        for (const id of acknowledged) assert.ok(store.history(id).length > 0);
        assert.deepEqual(
          windows.flatMap(({ errors }) => errors),
          [],
        );
      } finally {
        for (const one of windows) await one.close();
      }
    });
  }
});

test('B3 accepts a resent answer that a crashed host did not save', async () => {
  const bench = setUp({ records, project });
  await bench.learner.start();
  const { record, ask } = (await bench.until(({ ahead }) => ahead.length > 1)).ahead[1]!;
  await bench.close();
  const again = setUp({ records, project, store: bench.store });
  try {
    // Before the learner starts, as from a reloaded page.
    const given = { answerId: 'kept', recordId: record.id, answer: label('refund'), elapsedMs: 7 };
    await again.learner.answer({ ...given, ask });
    assert.equal(again.store.answer(record.id)?.label, 'refund');
    assert.equal(again.store.answer(record.id)?.ask?.kind, ask.kind);
    await again.learner.answer({ ...given, ask });
    assert.equal(again.store.lastSeq(), 1);
    await again.learner.start();
    await again.until(({ ahead }) => ahead.length > 0);
    assert.ok(again.learner.view.ahead.every((asked) => asked.record.id !== record.id));
  } finally {
    await again.close();
  }
});
