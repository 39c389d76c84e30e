// B10: writes of a session outside the loop’s methods while another program holds the database lock.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { loadDriver } from '../../../src/adapters/sqlite/driver.ts';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { StoreBusyError } from '../../../src/core/store/storeErrors.ts';
import { AnswerPlaces } from '../../../src/host/savedAnswers.ts';
import { Mirror } from '../../../src/host/labelMirror.ts';
import { busyTimeoutMs, openStore } from '../../../src/host/openStore.ts';
import { poolSpecOf } from '../../../src/host/resolvePoolSpec.ts';
import { StoreMaintenance } from '../../../src/host/storeMaintenance.ts';
import { turnsUntil } from '../../harness/turns.ts';
import { Lockable, root } from './lockable.ts';

describe('other writes of a session', () => {
  const project: ProjectFile = {
    ...projectDefaults,
    pool: [{ path: 'pool.csv' }],
    text: ['text'],
    labels: [{ name: 'A' }, { name: 'B' }],
    mirror: true,
  };

  test('opening waits for a lock, on a connection with a short busy timeout', async () => {
    assert.ok(busyTimeoutMs <= 100);
    const lockable = new Lockable();
    const folder = join(lockable.file, '../..');
    const told: boolean[] = [];
    const { store } = await lockable.during(() =>
      openStore({
        onLock: (waiting) => told.push(waiting),
        name: 'p',
        folder,
        places: new AnswerPlaces(join(folder, 'p.marginalia.json'), 'p', join(root, 'storage')),
        window: 'there',
        now: 1_700_000_000_000,
        pause: lockable.pause,
      }),
    );
    assert.deepEqual(told, [true, false]);
    store.close();
  });

  test('an external mirror is taken over once the lock is released', async () => {
    const lockable = new Lockable();
    const { store } = lockable;
    const folder = join(lockable.file, '../..');
    const at = new Date(1000).toISOString();
    writeFileSync(
      join(folder, 'p.labels.jsonl'),
      `${JSON.stringify({ record: 'r1', label: 'A', annotator: 'bob', at })}\n`,
    );
    const writeQueue = new WriteQueue(store, lockable.pause);
    const log = (): void => undefined;
    const mirror = new Mirror({
      store,
      writeQueue,
      project,
      folder,
      name: 'p',
      log,
    });
    await lockable.during(() => mirror.merge({ id: 'm', at: 2000, annotator: 'ada' }));
    assert.equal(store.answer('r1')?.label, 'A');
    store.append({ kind: 'skip', id: 'x', at: 3000, annotator: 'ada', recordId: 'r2' });
    mirror.answersChanged();
    lockable.lock();
    await mirror.close();
    assert.equal(mirror.notice, undefined, 'the file is written, and its mark waits');
    await turnsUntil(() => store.setting('mirror.written') !== undefined);
  });

  test('a reading is detected at once, and stored once the lock is released', async () => {
    const lockable = new Lockable();
    const { store } = lockable;
    const folder = join(lockable.file, '../..');
    writeFileSync(join(folder, 'pool.csv'), 'text;kind\nGood bread;a\nFast boats;b\n');
    const { storeSetting } = new WriteQueue(store, lockable.pause);
    lockable.lock();
    const { files: read } = await poolSpecOf(project, folder, { store, storeSetting });
    assert.equal(read[0]?.format.delimiter, ';');
    await turnsUntil(() => store.setting('reading pool.csv') !== undefined);
  });

  test('a lock during the check of a large database is not reported as damage', async () => {
    const lockable = new Lockable();
    const { store, file } = lockable;
    store.append({ kind: 'skip', id: 'x', at: 1, annotator: 'ada', recordId: 'r' });
    const wrong = new (loadDriver())(file);
    wrong.exec(`UPDATE answer_row SET kind = 'none'`);
    wrong.close();
    const said: string[] = [];
    const keeper = new StoreMaintenance({
      store,
      writeQueue: new WriteQueue(store, lockable.pause),
      places: new AnswerPlaces(file, 'p', join(root, 'storage')),
      poll: () => undefined,
      log: (_, message) => said.push(message),
      sizeOf: () => 0,
    });
    await lockable.during(() => keeper.check());
    assert.equal(store.answer('r')?.kind, 'skip');
    assert.match(said.join(), /derived again/);
    await keeper.close();
  });

  test('closing waits briefly, then refuses with a sentence', async () => {
    const lockable = new Lockable();
    let pauses = 0;
    const writeQueue = new WriteQueue(lockable.store, () => {
      pauses++;
      return new Promise((resolve) => setImmediate(resolve));
    });
    lockable.lock();
    const answers = [1, 2].map((n) =>
      writeQueue.run((into) =>
        into.append({ kind: 'skip', id: `${n}`, at: 1, annotator: 'ada', recordId: `r${n}` }),
      ),
    );
    writeQueue.close();
    for (const answer of answers) await assert.rejects(answer, StoreBusyError);
    assert.ok(pauses < 50, `${pauses} pauses`);
  });
});
