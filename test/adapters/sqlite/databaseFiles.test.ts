import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { loadDriver } from '../../../src/adapters/sqlite/driver.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import type { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';
import { UserError } from '../../../src/core/errors.ts';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import { Rng } from '../../../src/core/rng.ts';
import type { NewEvent } from '../../../src/core/store/events.ts';
import {
  StoreBusyError,
  StoreDamagedError,
  StoreLostError,
} from '../../../src/core/store/storeErrors.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginalia-place-'));
after(() => rmSync(folder, { recursive: true }));
const options = { project: 'reviews', identityVersion: 1, window: 'here' };
let files = 0;

const labelled = (n: number): NewEvent => ({
  id: `event-${n}`,
  at: 1000 + n,
  annotator: 'ada',
  kind: 'label',
  recordId: `r${n}`,
  label: 'ABC'[n % 3]!,
});

/** A store with ten answers in its own folder. */
function opened(): { store: SqliteStore; data: string; file: string } {
  const data = join(folder, `project-${++files}`, '.marginalia');
  const file = join(data, 'reviews.sqlite');
  const store = openSqliteStore(file, options);
  for (let n = 1; n <= 10; n++) store.append(labelled(n));
  return { store, data, file };
}

describe('B1 only what the next opening can read is acknowledged', () => {
  const troubles: readonly (readonly [string, (data: string, file: string) => void, RegExp])[] = [
    [
      'the folder is deleted',
      (data) => rmSync(data, { recursive: true }),
      /disappeared from the disk/,
    ],
    [
      'the folder is moved',
      (data) => renameSync(data, `${data}-moved`),
      /disappeared from the disk/,
    ],
    ['the database is deleted', (_, file) => rmSync(file), /disappeared from the disk/],
    ['the log is deleted', (_, file) => rmSync(`${file}-wal`), /disappeared from the disk/],
    [
      'the index of the log is deleted',
      (_, file) => rmSync(`${file}-shm`),
      /disappeared from the disk/,
    ],
    [
      'the database is replaced',
      (_, file) => {
        copyFileSync(file, `${file}.copy`);
        renameSync(`${file}.copy`, file);
      },
      /was replaced by another file/,
    ],
    ['the database is cut to nothing', (_, file) => truncateSync(file, 0), /was truncated/],
  ];
  for (const [name, trouble, sentence] of troubles) {
    it(name, () => {
      const { store, data, file } = opened();
      assert.equal(store.poll().kind, 'same');
      trouble(data, file);
      assert.equal(store.poll().kind, 'lost');
      const lost = (error: Error) =>
        error instanceof StoreLostError && sentence.test(english(error.problem));
      assert.throws(() => store.append(labelled(11)), lost);
      assert.throws(() => store.undo({ id: 'u', at: 1, annotator: 'ada' }), lost);
      assert.throws(() => store.setSetting('a', 1), lost);
      store.close();
    });
  }

  it('an open handle’s content can be written elsewhere', () => {
    const { store, data } = opened();
    rmSync(data, { recursive: true });
    const to = join(folder, `rescued-${files}.sqlite`);
    store.maintenance.rescue(to);
    store.close();
    const rescued = openSqliteStore(to, options);
    assert.equal(rescued.answers().length, 10);
    rescued.close();
  });
});

test('another window’s write is noticed, the window’s own is not', () => {
  const { store, file } = opened();
  const other = openSqliteStore(file, { ...options, window: 'there' });
  assert.equal(store.poll().kind, 'written', 'it has told that it is open');
  store.append(labelled(11));
  assert.equal(store.poll().kind, 'same');
  other.append(labelled(12));
  assert.equal(store.poll().kind, 'written');
  assert.equal(store.poll().kind, 'same');
  other.close();
  store.close();
});

test('B10 while another process holds the lock, this one keeps serving events', async () => {
  const { store: first, file } = opened();
  first.close();
  const store = openSqliteStore(file, { ...options, busyTimeoutMs: 50 });
  const holder = spawn(process.execPath, [join(import.meta.dirname, 'holdLock.ts'), file]);
  await once(holder.stdout, 'data');
  assert.throws(() => store.append(labelled(11)), StoreBusyError);
  let pauses = 0;
  const released = once(holder, 'exit');
  const pause = async (): Promise<void> => {
    if (++pauses < 10) return setImmediate();
    holder.stdin.write('end\n');
    await released;
  };
  const writeQueue = new WriteQueue(store, pause);
  await Promise.all([11, 12, 13].map((n) => writeQueue.run((into) => into.append(labelled(n)))));
  assert.equal(pauses, 10);
  assert.deepEqual(
    [...store.journal(11)].map(({ id }) => id),
    ['event-11', 'event-12', 'event-13'],
  );
  store.close();
});

describe('B10 the single file', () => {
  it('is complete when copied after a checkpoint', () => {
    const { store, file } = opened();
    store.maintenance.checkpoint();
    const copy = join(folder, `copy-${files}.sqlite`);
    copyFileSync(file, copy);
    const copied = openSqliteStore(copy, options);
    assert.equal(copied.answers().length, 10);
    copied.close();
    store.close();
  });

  it('is backed up while in use, and the old backup stays until the new one is complete', async () => {
    const { store } = opened();
    const to = join(folder, `backup-${files}.sqlite`);
    await store.maintenance.backUp(to);
    store.append(labelled(11));
    await store.maintenance.backUp(to);
    const backup = openSqliteStore(to, options);
    assert.equal(backup.answers().length, 11);
    backup.close();
    store.close();
  });

  it('old events get their checksums when idle, and nothing else of them can change', () => {
    const file = join(folder, `old-${++files}.sqlite`);
    copyFileSync(join(import.meta.dirname, 'fixtures', 'version-1.sqlite'), file);
    chmodSync(file, 0o644);
    const old = openSqliteStore(file, options);
    assert.equal(old.maintenance.fillChecksums(), false, 'there are no more of them');
    old.close();
    const db = new (loadDriver())(file);
    assert.equal(db.prepare('SELECT count(*) FROM event WHERE checksum IS NULL').pluck().get(), 0);
    assert.throws(() => db.exec('UPDATE event SET checksum = zeroblob(12)'), says(/only grows/));
    db.exec(
      `DROP TRIGGER event_is_never_changed; UPDATE event SET annotator = 'eve' WHERE seq = 2`,
    );
    db.close();
    assert.throws(() => openSqliteStore(file, options), StoreDamagedError);
  });

  it('300 random bit flips: no changed content opens silently', () => {
    const data = join(folder, 'flips', '.marginalia');
    const file = join(data, 'reviews.sqlite');
    const store = openSqliteStore(file, options);
    for (let n = 1; n <= 600; n++) store.append(labelled(n));
    const wanted = JSON.stringify([store.answers(), [...store.journal()]]);
    store.close();
    const good = readFileSync(file);
    const rng = new Rng(3);
    const tally = { refused: 0, right: 0 };
    for (let i = 0; i < 300; i++) {
      const bytes = Buffer.from(good);
      for (let k = 0; k < 3; k++) bytes[rng.integer(bytes.length)]! ^= 1 << rng.integer(8);
      for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
      writeFileSync(file, bytes);
      let flipped: SqliteStore;
      try {
        flipped = openSqliteStore(file, options);
      } catch (error) {
        assert.ok(error instanceof UserError, String(error));
        tally.refused++;
        continue;
      }
      assert.equal(JSON.stringify([flipped.answers(), [...flipped.journal()]]), wanted);
      tally.right++;
      flipped.close();
    }
    assert.ok(tally.refused > 100, JSON.stringify(tally));
  });

  it('a large file is checked in slices', async () => {
    const { store } = opened();
    store.append(Array.from({ length: 3000 }, (_, n) => labelled(100 + n)));
    let turns = 0;
    const turn = (): Promise<void> => {
      turns++;
      return Promise.resolve();
    };
    assert.equal(
      await store.maintenance.checkInTurns(turn, new WriteQueue(store, turn).run),
      false,
    );
    assert.ok(turns >= 6);
    store.close();
  });
});
