// A full disk as reported by SQLite, simulated by a page limit.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, mock, test } from 'node:test';
import type { Database } from '../../../src/adapters/sqlite/driver.ts';
import { loadDriver } from '../../../src/adapters/sqlite/driver.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { projectDefaults } from '../../../src/core/projectFile/projectFile.ts';
import { StoreFailedError } from '../../../src/core/store/storeErrors.ts';
import { setUp, twoTopics, type Bench } from '../../unit/loop/loopFixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginalia-full-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, '.marginalia', 'test.sqlite');
const options = { project: 'test', identityVersion: 1, window: 'here' };

/** Opens the store and returns its connection, to which the page limit applies. */
function opened() {
  const pragma = mock.method(loadDriver().prototype, 'pragma');
  const store = openSqliteStore(file, options);
  const connection = pragma.mock.calls[0]!.this as Database;
  pragma.mock.restore();
  return { store, connection };
}

const label = { kind: 'label', label: 'refund' } as const;
let made = 0;

/** Waits until a search for records has succeeded or failed. */
async function settled({ until }: Bench): Promise<void> {
  await until(
    ({ ahead, notices }) => ahead.length === 4 || notices.some(({ id }) => id === 'store-failed'),
  );
}

test('a full disk: unsaved answers are never acknowledged, the notice appears, and work resumes once there is room', async () => {
  const { store, connection } = opened();
  const bench = setUp({
    records: twoTopics(300),
    project: {
      holdout: { share: 0.1, size: 12, blind: 'picks' },
      query: { ...projectDefaults.query, batch: 1, refitEvery: 1000 },
    },
    store,
  });
  const { learner, until } = bench;
  await learner.start();
  for (let i = 0; i < 30; i++) await bench.answer();
  await until(({ ahead }) => ahead.length === 4);

  const acknowledged = new Set(store.answers().map(({ recordId }) => recordId));
  /**
   * Answers every asked record.
   * @returns how many answers were refused, and the last refusal
   */
  const tryAll = async (): Promise<StoreFailedError[]> => {
    const refusals: StoreFailedError[] = [];
    assert.ok(learner.view.ahead.length > 0, 'records are left');
    for (const { record } of learner.view.ahead) {
      const before = store.lastSeq();
      const given = { recordId: record.id, answer: label, elapsedMs: 1 };
      try {
        await learner.answer({ answerId: `given-${made++}`, ...given });
        acknowledged.add(record.id);
      } catch (error) {
        assert.ok(error instanceof StoreFailedError);
        refusals.push(error);
        assert.equal(store.answer(record.id), undefined);
        assert.equal(store.lastSeq(), before);
      }
      await settled(bench);
    }
    return refusals;
  };
  // Lowers the limit page by page until not even a batch can be recorded.
  let pages = connection.pragma('page_count', { simple: true }) as number;
  const makeRoom = (): void => {
    connection.pragma('max_page_count = 1073741823');
    learner.poll();
  };
  const isTold = (): boolean => learner.view.notices.some(({ id }) => id === 'store-failed');
  while (!isTold()) {
    connection.pragma(`max_page_count = ${pages++}`);
    while (!isTold() && (await tryAll()).length === 0);
  }
  const told = learner.view.notices.find(({ id }) => id === 'store-failed')!;
  assert.match(english(told.message), /disk is full.* Free some space/);
  makeRoom();
  await until(({ ahead, notices }) => ahead.length === 4 && notices.length === 0);

  // The disk is so full that not even a short event or setting fits.
  connection.pragma(
    `max_page_count = ${connection.pragma('page_count', { simple: true }) as number}`,
  );
  const fits = (write: () => void): boolean => {
    try {
      write();
      return true;
    } catch (error) {
      assert.ok(error instanceof StoreFailedError);
      return false;
    }
  };
  for (const length of [3000, 300, 1]) {
    const text = 'x'.repeat(length);
    const by = { at: 1, annotator: 'ada', recordId: 'another' };
    while (fits(() => store.append({ ...by, id: `note-${made++}`, kind: 'note', note: text })));
    while (fits(() => store.setSetting(`filler.${made++}`, text)));
  }
  const refusals = await tryAll();
  assert.equal(refusals.length, 4);
  for (const { problem } of refusals) {
    assert.match(english(problem), /^The disk is full, .* Free some space and try again\.$/);
  }
  const { ahead } = learner.view;
  await assert.rejects(learner.queryNext(), StoreFailedError);
  assert.deepEqual(
    learner.view.ahead.map(({ record }) => record.id),
    ahead.map(({ record }) => record.id),
    'what was not saved is still asked',
  );
  assert.notEqual(learner.view.phase.kind, 'finished');

  // The next check finds room again.
  makeRoom();
  const view = await until((now) => now.ahead.length === 4);
  assert.ok(view.notices.every(({ id }) => id !== 'store-failed'));
  for (let i = 0; i < 10; i++) acknowledged.add(await bench.answer());
  assert.ok(bench.errors.every((error) => error instanceof StoreFailedError));
  await bench.close();
  store.close();

  const again = openSqliteStore(file, options);
  const kept = new Set(again.answers().map(({ recordId }) => recordId));
  kept.delete('another');
  assert.deepEqual(kept, acknowledged);
  again.close();
});
