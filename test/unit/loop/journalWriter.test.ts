import { says } from '../../harness/english.ts';
import type { Message } from '../../../src/core/messages/message.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError, inOwnWords } from '../../../src/core/errors.ts';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import { DrawLog } from '../../../src/core/loop/training/drawLog.ts';
import { LoopEvents } from '../../../src/core/loop/loopEvents.ts';
import { JournalWriter } from '../../../src/core/loop/journal/journalWriter.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { StoreBusyError, StoreLostError } from '../../../src/core/store/storeErrors.ts';
import type { FitParams, FitSummary } from '../../../src/core/engine/modelApi.ts';

const newStore = (): MemoryStore => new MemoryStore({ project: 'p', identityVersion: 1 });

/** A lock that is released after the given number of attempts. */
function lockedFor(attempts: number): () => void {
  return () => {
    if (attempts-- > 0) throw new StoreBusyError(inOwnWords('locked'));
  };
}

test('commits synchronously if nothing is waiting', () => {
  const done: string[] = [];
  const writeQueue = new WriteQueue(newStore(), () => Promise.resolve());
  void writeQueue.run(() => done.push('first'));
  assert.deepEqual(done, ['first']);
});

test('waits for a lock and keeps later commits in order', async () => {
  const done: string[] = [];
  const waits: boolean[] = [];
  let pauses = 0;
  const writeQueue = new WriteQueue(newStore(), () => {
    pauses++;
    return Promise.resolve();
  });
  writeQueue.onWait((waiting) => waits.push(waiting));
  const lock = lockedFor(5);
  const first = writeQueue.run(() => {
    lock();
    return done.push('first');
  });
  const second = writeQueue.run(() => done.push('second'));
  const third = writeQueue.run(() => {
    throw new UserError(inOwnWords('no'));
  });
  const fourth = writeQueue.run(() => done.push('fourth'));
  await assert.rejects(third, says(/no/));
  assert.deepEqual(await Promise.all([first, second, fourth]), [1, 2, 3]);
  assert.deepEqual(done, ['first', 'second', 'fourth']);
  assert.deepEqual(waits, [true, false]);
  assert.equal(pauses, 4);
});

test('the draw log has no gap after waiting for a lock', async () => {
  const store = newStore();
  const writeQueue = new WriteQueue(store, () => Promise.resolve());
  const write = store.setSetting.bind(store);
  const lock = lockedFor(2);
  store.setSetting = (name, value) => {
    lock();
    write(name, value);
  };
  const log = new DrawLog(store, writeQueue.run);
  for (const seed of [1, 2]) {
    await log.addDraw({ at: 0, ahead: [], labels: [], count: 1, seed, picks: '' });
  }
  assert.deepEqual(
    [...DrawLog.read(store)].map(({ seed }) => seed),
    [1, 2],
  );
});

test('fits before a batch that failed to be logged are logged with the next one', async () => {
  const store = newStore();
  const writeQueue = new WriteQueue(store, () => Promise.resolve());
  const log = new DrawLog(store, writeQueue.run);
  const fit = (c: number): void =>
    log.addFit(0, { labels: [] } as unknown as FitParams, { c, trainedOn: 2 } as FitSummary);
  const drew = (seed: number): Promise<void> =>
    log.addDraw({ at: 0, ahead: [], labels: [], count: 1, seed, picks: '' });
  const write = store.setSetting.bind(store);
  const full = (): never => {
    throw new UserError(inOwnWords('The disk is full.'));
  };
  fit(1);
  store.setSetting = full;
  await assert.rejects(drew(1), says(/full/));
  store.setSetting = write;
  fit(2);
  await drew(2);
  store.setSetting = full;
  fit(3);
  const failing = assert.rejects(drew(3), says(/full/));
  // The engine has lost the head of the failed batch.
  log.headLost();
  await failing;
  store.setSetting = write;
  await drew(4);
  assert.deepEqual(
    [...DrawLog.read(store)].map(({ fits }) => fits.map(({ c }) => c)),
    [[1, 2], []],
  );
});

test('gives up on a persistent lock, and retries with the next commit', async () => {
  const writeQueue = new WriteQueue(newStore(), () => Promise.resolve());
  await assert.rejects(writeQueue.run(lockedFor(Infinity)), StoreBusyError);
  assert.equal(await writeQueue.run(() => 7), 7);
});

test('reports a lost store once and commits nothing more', async () => {
  class Lost extends MemoryStore {
    override poll() {
      return { kind: 'lost', why: inOwnWords('It is gone.') } as const;
    }
  }
  const told: Message[] = [];
  const store = new Lost({ project: 'p', identityVersion: 1 });
  const events = new LoopEvents();
  events.storeLost.on((why) => void told.push(why));
  const journalWriter = new JournalWriter({
    store,
    writeQueue: new WriteQueue(store, () => Promise.resolve()),
    events,
  });
  for (let i = 0; i < 2; i++) {
    await assert.rejects(
      journalWriter.run(() => assert.fail('committed')),
      StoreLostError,
    );
  }
  journalWriter.poll();
  assert.deepEqual(told, [inOwnWords('It is gone.')]);
  assert.equal(journalWriter.isLost, true);
});

test('runs side effects only after a successful commit', async () => {
  class Full extends MemoryStore {
    isFull = true;
    override readonly atomically = <T>(work: () => T): T => {
      const result = work();
      if (this.isFull) throw new UserError(inOwnWords('The disk is full.'));
      return result;
    };
  }
  const store = new Full({ project: 'p', identityVersion: 1 });
  const writeQueue = new WriteQueue(store, () => Promise.resolve());
  const done: string[] = [];
  const commit = (name: string) => writeQueue.run((_, then) => then(() => void done.push(name)));
  await assert.rejects(commit('first'), says(/full/));
  store.isFull = false;
  await commit('second');
  assert.deepEqual(done, ['second']);
});

test('a nested commit runs after the outer one as its own transaction', async () => {
  const order: string[] = [];
  class Watched extends MemoryStore {
    override readonly atomically = <T>(work: () => T): T => {
      order.push('begin');
      const result = work();
      order.push('end');
      return result;
    };
  }
  const writeQueue = new WriteQueue(new Watched({ project: 'p', identityVersion: 1 }), () =>
    Promise.resolve(),
  );
  let inner: Promise<unknown> | undefined;
  await writeQueue.run(() => {
    inner = writeQueue.run(() => order.push('inner'));
  });
  await inner;
  assert.deepEqual(order, ['begin', 'end', 'begin', 'inner', 'end']);
});

test('a setting that failed to be written is retried after the next commit, with all changes', async () => {
  const store = newStore();
  const writeQueue = new WriteQueue(store, () => Promise.resolve());
  const write = store.setSetting.bind(store);
  store.setSetting = () => {
    throw new UserError(inOwnWords('The disk is full.'));
  };
  const kept: string[] = [];
  const add = (name: string): void =>
    writeQueue.storeSetting(
      'list',
      (present) => [...((present as string[] | undefined) ?? []), name],
      () => kept.push(name),
    );
  add('a');
  await new Promise((resolve) => setImmediate(resolve));
  add('b');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(kept, []);
  store.setSetting = write;
  await writeQueue.run(() => undefined);
  assert.deepEqual(store.setting('list'), ['a', 'b']);
  assert.deepEqual(kept, ['a', 'b']);
});
