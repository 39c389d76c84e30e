// The weight of the lexical block beside a sentence model is chosen from 100 labels on, and changed
// by an event.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { replay } from '../../../src/core/loop/replay.ts';
import type { EmbeddingSetting } from '../../../src/core/embed/blocks.ts';
import { defaultsSetting } from '../../../src/core/projectFile/defaultSets.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { Rng } from '../../../src/core/rng.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { Store, WritableStore } from '../../../src/core/store/store.ts';
import { answerAll, setUp, type Bench } from './loopFixture.ts';
import { copyOf, killedAfter, isKilled, writesTo } from './vectorSessions.ts';
import { ClosableEmbedder } from '../../fixtures/embed/countingEmbedder.ts';

const rng = new Rng(3);
const words = 'money back parcel late courier refund invoice box van card paid lost'.split(' ');
const labels = ['refund', 'delivery'];
/** Texts without information about the label, which only the model knows. */
const pool = Array.from({ length: 170 }, (_, i) => ({
  text: `${Array.from({ length: 8 }, () => words[rng.integer(words.length)]).join(' ')} ${i}`,
  label: labels[rng.integer(2)]!,
}));
const truth = new Map(pool.map(({ text, label }) => [text, label]));

class KnowsLabels extends ClosableEmbedder {
  override vector(text: string): Float32Array {
    const own = super.vector(text).map((value) => 0.5 * value);
    own[0] = truth.get(text) === 'refund' ? 1 : -1;
    const norm = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    return own.map((value) => value / norm);
  }
}

const project: Partial<ProjectFile> = {
  embedding: 'auto',
  prior: 'off',
  head: { ...projectDefaults.head, C: 10 },
  query: { ...projectDefaults.query, batch: 24, start: 'random', refitEvery: 1 },
  holdout: { ...projectDefaults.holdout, size: 10 },
};

function open(store: WritableStore, folder: string, embedding: EmbeddingSetting = 'auto'): Bench {
  const openStatic = async () => new ClosableEmbedder({ fingerprint: 'static-1' });
  const openBundledModel = async () => new KnowsLabels({ dimensions: 8, fingerprint: 'knows-1' });
  const own = { ...project, embedding };
  return setUp({
    records: pool,
    project: own,
    store,
    folder,
    engine: { openStatic, openBundledModel },
  });
}

const trained = (store: Store): number => store.answers().length - store.counts().holdoutAnswered;

const weightsOf = (store: Store): number[] =>
  store
    .vectorChanges()
    .filter(({ blocks }) => blocks.some(({ use }) => use === 'bge-small-en-v1.5'))
    .map(({ blocks }) => blocks[0]!.weight);

describe('lexical weight', () => {
  let folder: string;
  /** A store with slightly fewer than a hundred labels. */
  let almostHundred: WritableStore;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'marginalia-weight-'));
    almostHundred = new MemoryStore({ project: 'test', identityVersion: 1 });
    const bench = open(almostHundred, folder);
    await bench.learner.start();
    while (trained(almostHundred) < 97) await answerAll(bench, 1);
    await bench.close();
    assert.deepEqual(bench.errors, []);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is chosen at the hundredth label, changed by an event and stored with the round', async () => {
    const store = copyOf(almostHundred);
    const bench = open(store, folder);
    try {
      await bench.learner.start();
      await answerAll(bench, 12);
      assert.deepEqual(bench.errors, []);
      assert.deepEqual(weightsOf(store), [0.5, 0]);
      const [, change] = store
        .vectorChanges()
        .filter(({ blocks }) => blocks[1]!.use === 'bge-small-en-v1.5');
      const rounds = store.rounds().filter(({ seq }) => seq >= change!.seq);
      assert.ok(rounds.length > 0);
      for (const round of rounds) assert.deepEqual(round.choices?.weights, [0, 1]);
      const embed = { ...bench.embed, embedding: 'auto' };
      const whole = { ...projectDefaults, ...project, labels: labels.map((name) => ({ name })) };
      const batches = [];
      const replaying = {
        store,
        project: whole as ProjectFile,
        engine: bench.engine.remote,
        embed,
      };
      for await (const batch of replay(replaying)) batches.push(batch);
      assert.deepEqual(
        batches.filter(({ identical }) => !identical).map(({ number }) => number),
        [],
      );
      assert.ok(batches.some(({ logged }) => logged.vectors === change!.seq));
    } finally {
      await bench.close();
    }
  });

  it('persists to the next session, with and without the data outside the journal', async () => {
    const store = copyOf(almostHundred);
    const first = open(store, folder);
    await first.learner.start();
    await answerAll(first, 12);
    await first.close();
    for (const again of [store, copyOf(store)]) {
      const bench = open(again, folder);
      await bench.learner.start();
      await answerAll(bench, 2);
      await bench.close();
      assert.deepEqual(bench.errors, []);
      assert.deepEqual(weightsOf(again), [0.5, 0]);
    }
  });

  it('the queue is identical wherever the window is killed', async () => {
    const counted = killedAfter(copyOf(almostHundred), Infinity);
    const whole = open(counted, folder);
    await whole.learner.start();
    await answerAll(whole, 12);
    await whole.close();
    const writes = writesTo(counted);
    let changedLater = 0;
    for (let cut = 1; cut <= writes; cut++) {
      const store = copyOf(almostHundred);
      const killed = open(killedAfter(store, cut), folder);
      await killed.learner.start().catch(() => undefined);
      for (let i = 0; i < 12 && !isKilled(killed.store); i++) {
        await killed.engine.quiet();
        if (!isKilled(killed.store)) await killed.answer().catch(() => undefined);
      }
      await killed.close();
      const before = weightsOf(store).length;
      const queues = [];
      for (const own of [copyOf(store), copyOf(store)]) {
        const bench = open(own, folder);
        await bench.learner.start();
        queues.push(await answerAll(bench, 6));
        await bench.close();
        assert.deepEqual(bench.errors, [], `killed at write ${cut}`);
        queues.push(own.vectorChanges().map(({ blocks }) => blocks));
        if (weightsOf(own).length > before) changedLater++;
      }
      assert.deepEqual(queues.slice(0, 2), queues.slice(2), `killed at write ${cut}`);
    }
    assert.ok(changedLater > 0);
  });

  it('is changed later if the window is killed between the choice and the event', async () => {
    const store = copyOf(almostHundred);
    const window: WritableStore = new Proxy(store, {
      get(target, key: keyof WritableStore) {
        const found: unknown = Reflect.get(target, key);
        if (typeof found !== 'function') return found;
        const method = (found as (...args: never[]) => unknown).bind(target);
        if (key !== 'changeVectors') return method;
        return (...given: never[]) => {
          const [{ blocks }] = given as unknown as [{ blocks: { weight: number }[] }];
          if (blocks[0]!.weight === 0) throw new Error('The window was killed.');
          return method(...given);
        };
      },
    });
    const killed = open(window, folder);
    await killed.learner.start();
    while (killed.errors.length === 0) await answerAll(killed, 1);
    await killed.close();
    assert.deepEqual(weightsOf(store), [0.5]);
    const bench = open(store, folder);
    await bench.learner.start();
    await answerAll(bench, 2);
    await bench.close();
    assert.deepEqual(weightsOf(store), [0.5, 0]);
  });

  it('the queue is identical wherever the engine is killed', async () => {
    const counted = open(copyOf(almostHundred), folder);
    await counted.learner.start();
    await answerAll(counted, 8);
    const { calls } = counted.engine;
    await counted.close();
    const embeds = calls.flatMap((call, i) => (call === 'embed' ? [i + 1] : []));
    assert.ok(embeds.length > 1);
    const reweighed = embeds.at(-1)!;
    for (let kill = reweighed - 3; kill <= reweighed + 4; kill++) {
      const store = copyOf(almostHundred);
      const bench = open(store, folder);
      let count = 0;
      bench.engine.onCall = () => {
        if (++count === kill) bench.engine.die();
      };
      await bench.learner.start();
      await answerAll(bench, 12);
      await bench.close();
      assert.deepEqual(bench.errors, [], `killed in call ${kill}, ${calls[kill - 1]}`);
      assert.deepEqual(weightsOf(store), [0.5, 0], `killed in call ${kill}, ${calls[kill - 1]}`);
    }
  });

  it('is never changed if the project file gives it, or under the first defaults', async () => {
    const weights = async (embedding: EmbeddingSetting, set?: 1): Promise<Store> => {
      const store = copyOf(almostHundred);
      if (set) store.setSetting(defaultsSetting, set);
      const bench = open(store, folder, embedding);
      await bench.learner.start();
      await answerAll(bench, 12);
      await bench.close();
      assert.deepEqual(bench.errors, []);
      return store;
    };
    const given = await weights([{ use: 'lexical', weight: 0.5 }, 'bge-small-en-v1.5']);
    assert.deepEqual(weightsOf(given), [0.5]);
    assert.ok(given.rounds().every(({ choices }) => choices?.weights === undefined));
    assert.deepEqual(weightsOf(await weights(['lexical', 'bge-small-en-v1.5'], 1)), [0.5]);
  });
});
