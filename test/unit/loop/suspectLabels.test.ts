// Possible label errors: found, confirmed and asked again.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { recordIdOf } from '../../../src/core/record.ts';
import { setUp, type Bench, randomStart } from './loopFixture.ts';

describe('possible label errors', () => {
  const query = { ...randomStart, strategy: 'random', refitEvery: 1000 };

  const plainProject = { holdout: { share: 0, size: 0, blind: 'all' }, query } as const;

  /** Texts with an unambiguous topic, each with a unique word. */
  const clear = Array.from({ length: 80 }, (_, i) => ({
    text: `${i % 2 ? 'money back refund charged bank' : 'parcel late courier tracking'} ${'abcdefghij'[i % 10]}${i}`,
    label: i % 2 ? 'refund' : 'delivery',
  }));

  /** Trains and waits until the labels are checked. */
  async function retrained({ learner, until }: Bench): Promise<void> {
    const before = learner.records.suspicions();
    await learner.retrain();
    await until(() => learner.records.suspicions() !== before);
  }

  async function labelled(
    records: readonly { text: string; label: string }[],
    labelOf: (record: { label: string }, index: number) => string,
  ): Promise<Bench> {
    const bench = setUp({ records, project: plainProject });
    void bench.learner.start();
    await bench.until((view) => view.embedding !== undefined);
    for (const [i, record] of records.entries()) {
      const label = labelOf(record, i);
      await bench.learner.records.annotate([recordIdOf(record.text)], { kind: 'label', label });
    }
    await retrained(bench);
    return bench;
  }

  test('finds wrong labels, and hides those confirmed, changed or flagged', async () => {
    const wrong = [10, 21, 32, 43];
    const bench = await labelled(clear, ({ label }, i) =>
      wrong.includes(i) ? (label === 'refund' ? 'delivery' : 'refund') : label,
    );
    const { records } = bench.learner;
    const unlikely = records.suspicions().filter((one) => one.kind === 'unlikely');
    const mistaken = wrong.map((i) => recordIdOf(clear[i]!.text));
    assert.deepEqual(new Set(unlikely.map(({ record }) => record.id)), new Set(mistaken));
    for (const { record, label, likely, p } of unlikely) {
      assert.equal(likely, bench.truth.get(record.id));
      assert.notEqual(label, likely);
      assert.ok(p > 0.5);
    }
    const has = (id: string): boolean =>
      records.suspicions().some(({ record }) => record.id === id);
    const [kept, changed, flagged, last] = mistaken as [string, string, string, string];
    await records.confirm(kept);
    await records.annotate([changed], { kind: 'label', label: bench.truth.get(changed)! });
    await records.annotate([flagged], { kind: 'flag', flagged: true });
    assert.deepEqual([kept, changed, flagged, last].map(has), [false, false, false, true]);
    await retrained(bench);
    assert.deepEqual([kept, last].map(has), [false, true], 'remembered');
    await bench.close();
  });

  test('C10 suspects are asked again, with journal and undo, and the new answer stands', async () => {
    const wrong = [10, 21, 32];
    const bench = await labelled(clear, ({ label }, i) =>
      wrong.includes(i) ? (label === 'refund' ? 'delivery' : 'refund') : label,
    );
    const { learner, store, until } = bench;
    const doubted = (): string[] => [
      ...new Set(learner.records.suspicions().map(({ record }) => record.id)),
    ];
    const suspects = doubted();
    assert.equal(suspects.length, 3);
    learner.revisit({ suspects });
    await until(({ ahead }) => ahead.length >= 3 && ahead[0]!.record.id === suspects[0]);
    assert.deepEqual(
      learner.view.ahead.slice(0, 3).map(({ record }) => record.id),
      suspects,
      'the least believed first',
    );
    assert.deepEqual(learner.view.revisiting?.remaining, 3);
    const [changed, kept] = suspects as [string, string];
    const label = (recordId: string, given: string): Promise<void> =>
      learner.answer({
        answerId: `check ${recordId}`,
        recordId,
        answer: { kind: 'label', label: given },
        elapsedMs: 1,
      });
    await label(changed, bench.truth.get(changed)!);
    // Giving the same label again clears the suspicion.
    const present = store.answer(kept)!.label!;
    await label(kept, present);
    assert.deepEqual(doubted(), suspects.slice(2));
    const { event } = store.history(kept).at(-1)!;
    assert.ok(event.kind === 'label' && event.label === present && event.ask?.check === 'suspect');
    await retrained(bench);
    assert.ok(!doubted().includes(kept), 'remembered');
    assert.equal(await learner.undo(), true);
    assert.equal(store.answer(kept)?.label, present);
    assert.notEqual(store.answer(kept)?.ask?.check, 'suspect');
    assert.equal(learner.view.ahead[0]?.record.id, kept, 'shown again');
    await bench.close();
  });

  test('near-duplicates with different labels are reported on both sides', async () => {
    const twins = ['where on earth is my shiny violin', 'Where on earth is my shiny violin!'];
    const bench = await labelled(
      [...clear, { text: twins[0]!, label: 'delivery' }, { text: twins[1]!, label: 'refund' }],
      ({ label }) => label,
    );
    const contradictions = bench.learner.records
      .suspicions()
      .filter((suspicion) => suspicion.kind === 'contradiction');
    assert.deepEqual(
      new Map(contradictions.map(({ record, other }) => [record.text, other.record.text])),
      new Map([
        [twins[0]!, twins[1]!],
        [twins[1]!, twins[0]!],
      ]),
    );
    await bench.close();
  });

  test('does not judge too few annotations', async () => {
    const bench = await labelled(clear.slice(0, 26), ({ label }, i) =>
      i === 4 ? 'refund' : label,
    );
    assert.deepEqual(bench.learner.records.suspicions(), []);
    await bench.close();
  });
});
