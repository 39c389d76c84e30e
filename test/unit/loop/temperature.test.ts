// One temperature for all shown probabilities, fitted to training records only.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LastTemperature } from '../../../src/core/loop/training/lastTemperature.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import type { StoredAnswer, WritableStore } from '../../../src/core/store/store.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { randomStart, setUp, twoTopics, type Bench } from './loopFixture.ts';

const project: Partial<ProjectFile> = {
  query: { ...randomStart, batch: 5 },
  holdout: { share: 0.3, size: 30, blind: 'picks' },
};

const lastOf = ({ store }: Bench): LastTemperature | undefined =>
  store.setting('head.lastTemperature') as LastTemperature | undefined;

/**
 * Answers until there are this many training labels, and trains. Waits for pending work before each answer,
 * so that runs are reproducible.
 * @param say the answer to a record; the right one by default
 */
async function trainedOn(
  bench: Bench,
  labels: number,
  say = (id: string): string => bench.truth.get(id)!,
): Promise<void> {
  const { learner, engine, store, until, answer } = bench;
  await learner.start();
  while (store.answers().length - store.counts().holdoutAnswered < labels) {
    await engine.quiet();
    const { ahead } = await until((view) => view.ahead.length > 0);
    await answer({ kind: 'label', label: say(ahead[0]!.record.id) });
  }
  await engine.quiet();
  await learner.retrain();
}

describe('the temperature of a project', () => {
  it('is fitted when C is chosen or would be, kept in between, and stored in rounds', async () => {
    for (const C of ['auto', 10] as const) {
      const own = { ...project, head: { ...projectDefaults.head, C } };
      const bench = setUp({ records: twoTopics(250), project: own });
      await trainedOn(bench, 48);
      assert.equal(lastOf(bench), undefined, 'too few labels');
      assert.ok(bench.store.rounds().every(({ choices }) => choices?.temperature === undefined));
      await trainedOn(bench, 55);
      const first = lastOf(bench)!;
      assert.ok(first.fittedAt >= 50 && first.fittedAt <= 55);
      assert.ok(Math.abs(first.temperature - 1) > 0.01);
      await trainedOn(bench, 75);
      assert.deepEqual(lastOf(bench), first);
      assert.equal(bench.store.rounds().at(-1)!.choices?.temperature, first.temperature);
      if (C === 'auto') {
        await trainedOn(bench, 102);
        const { temperature, fittedAt } = lastOf(bench)!;
        assert.ok(fittedAt >= 100);
        assert.equal(bench.store.rounds().at(-1)!.choices?.temperature, temperature);
      }
      assert.deepEqual(bench.errors, []);
      await bench.close();
    }
  });

  it('is the same after a reload, in predictions and in hold-out metrics', async () => {
    const records = twoTopics(250);
    const bench = setUp({ records, project });
    await trainedOn(bench, 60);
    const ids = [...bench.truth.keys()].slice(0, 40);
    const before = await bench.engine.remote.predict({ ids });
    const { number, choices, embedding, metrics } = bench.store.rounds().at(-1)!;
    const { temperature } = choices!;
    assert.ok(before.every((one) => one.temperature === temperature));
    const stored = bench.store.head(number)!;
    await bench.close();

    const again = setUp({ records, project, store: bench.store });
    void again.learner.start();
    await again.until(({ uncertainty }) => uncertainty !== undefined);
    // The head is fitted again from another starting point.
    for (const [i, now] of (await again.engine.remote.predict({ ids })).entries()) {
      assert.equal(now.temperature, temperature);
      assert.ok(Math.abs(now.probabilities[0]!.p - before[i]!.probabilities[0]!.p) < 1e-3);
    }
    const heads = [{ bytes: stored.bytes, labels: [...stored.labels] }];
    const holdout = {
      task: 'single' as const,
      ids: again.store.answers().flatMap(held(again.store)),
      answers: again.store.answers().flatMap((one) => held(again.store)(one).map(() => one.label!)),
    };
    const rest = { multiplicities: holdout.ids.map(() => 1), groups: holdout.ids };
    const evaluate = (t?: number) =>
      again.engine.remote.evaluate({
        heads: heads.map((one) => ({ ...one, ...(t !== undefined && { temperature: t }) })),
        holdout: { ...holdout, ...rest },
        labels: ['refund', 'delivery'],
        seed: projectDefaults.seed,
      });
    const [[raw], [shown]] = [await evaluate(), await evaluate(temperature)];
    assert.ok(raw && shown && raw.task === undefined && shown.task === undefined);
    assert.ok(metrics && metrics.task === undefined);
    assert.equal(shown.logLoss, metrics.logLoss);
    assert.equal(shown.calibration!.ece, metrics.calibration!.ece);
    assert.notEqual(raw.logLoss, shown.logLoss);
    assert.deepEqual([raw.accuracy, raw.rocAuc], [shown.accuracy, shown.rocAuc]);
    assert.equal(again.store.rounds().at(-1)!.embedding, embedding);
    await again.close();
  });

  it('is fitted again for another head', async () => {
    const records = twoTopics(250);
    const bench = setUp({ records, project });
    await trainedOn(bench, 60);
    const first = lastOf(bench)!;
    await bench.close();
    const committee = { ...projectDefaults.head, kind: 'committee', members: 3 } as const;
    const again = setUp({ records, project: { ...project, head: committee }, store: bench.store });
    await trainedOn(again, 61);
    const second = lastOf(again)!;
    assert.ok(second.fittedAt > first.fittedAt && second.of !== first.of);
    assert.notEqual(second.temperature, first.temperature);
    assert.equal(again.store.rounds().at(-1)!.choices?.temperature, second.temperature);
    await again.close();
  });

  it('changes no pick and no score that picks are made by', async () => {
    const records = twoTopics(250);
    const drawn = [];
    for (const fixed of [undefined, 3]) {
      const store = new MemoryStore({ project: 'test', identityVersion: 1 });
      const bench = setUp({ records, project, store: fixed ? claiming(store, fixed) : store });
      await trainedOn(bench, 70);
      const { uncertainty } = bench.learner.view;
      const { temperature } = bench.store.rounds().at(-1)!.choices!;
      drawn.push({ batches: bench.engine.drawn, uncertainty, temperature });
      await bench.close();
    }
    const [own, other] = drawn;
    assert.equal(other!.temperature, 3);
    assert.notEqual(own!.temperature, 3);
    assert.ok(own!.batches.length > 5);
    assert.deepEqual(other!.batches, own!.batches);
    assert.deepEqual(other!.uncertainty, own!.uncertainty);
  });
});

describe('the hold-out', () => {
  it('is not read for the temperature, and its answers do not change it', async () => {
    const records = twoTopics(250);
    const reached = [];
    for (const liar of [false, true]) {
      const reads: string[] = [];
      const store = new MemoryStore({ project: 'test', identityVersion: 1 });
      const bench = setUp({ records, project, store: spied(store, reads) });
      const other = (label: string) => (label === 'refund' ? 'delivery' : 'refund');
      const isHeldOut = held(store);
      await trainedOn(bench, 60, (id) => {
        const right = bench.truth.get(id)!;
        return liar && isHeldOut({ recordId: id }).length > 0 ? other(right) : right;
      });
      assert.ok(store.counts().holdoutAnswered >= 10);
      const { choices, metrics } = store.rounds().at(-1)!;
      reached.push({ last: lastOf(bench)!, choices, metrics });
      assert.ok(
        reads.some((stack) => /training\/rounds\.ts/.test(stack)),
        'metrics read it',
      );
      const wrong = reads.filter((stack) => /trainer\.ts|lastTemperature\.ts/.test(stack));
      assert.deepEqual(wrong, []);
      assert.deepEqual(bench.errors, []);
      await bench.close();
    }
    const [truthful, lied] = reached;
    assert.ok(truthful!.last.temperature > 0);
    assert.deepEqual(lied!.last, truthful!.last);
    assert.deepEqual(lied!.choices, truthful!.choices);
    assert.notDeepEqual(lied!.metrics, truthful!.metrics);
  });
});

/** Maps an answer to its record id if the record is in the hold-out, else to nothing. */
function held(store: WritableStore) {
  return ({ recordId }: Pick<StoredAnswer, 'recordId'>): string[] =>
    store.holdout()!.members.some((member) => member.recordId === recordId) ? [recordId] : [];
}

/** Records the stack of every read of a hold-out record's labels in `reads`. */
function spied(store: WritableStore, reads: string[]): WritableStore {
  const watched = (answer: StoredAnswer): StoredAnswer =>
    held(store)(answer).length === 0
      ? answer
      : new Proxy(answer, {
          get(target, name) {
            if (name === 'label' || name === 'labels') reads.push(new Error('read').stack!);
            return Reflect.get(target, name) as unknown;
          },
        });
  return new Proxy(store, {
    get(target, name) {
      if (name === 'answers') return () => target.answers().map(watched);
      if (name === 'answer') {
        return (id: string) => {
          const answer = target.answer(id);
          return answer && watched(answer);
        };
      }
      return ownOf(target, name);
    },
  });
}

/** A store that reports this value as the last temperature. */
function claiming(store: WritableStore, temperature: number): WritableStore {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'setting') {
        return (key: string) => {
          const value = target.setting(key);
          return key === 'head.lastTemperature' && value
            ? { ...(value as LastTemperature), temperature }
            : value;
        };
      }
      return ownOf(target, name);
    },
  });
}

function ownOf(store: WritableStore, name: string | symbol): unknown {
  const own: unknown = Reflect.get(store, name, store);
  return typeof own === 'function' ? (own as (...args: never[]) => unknown).bind(store) : own;
}
