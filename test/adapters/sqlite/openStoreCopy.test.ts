// Reading a store without changing it: in a write-protected folder, while a window is open, of any version.
import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import type BetterSqlite3 from 'better-sqlite3';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { openStoreCopy } from '../../../src/adapters/sqlite/openStoreCopy.ts';
import type { Store } from '../../../src/core/store/store.ts';
import { says } from '../../harness/english.ts';
import { ownTemporaryFolder } from '../../harness/temporaryFolder.ts';
import { folderContents } from '../../harness/folderContents.ts';
import { writerAfter } from './writer.ts';

const Driver = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite3;
const root = mkdtempSync(join(tmpdir(), 'marginalia-read-'));
after(() => rmSync(root, { recursive: true, force: true }));
const options = { project: 'copied', identityVersion: 1 };

let folders = 0;
const newFile = (): string => {
  const folder = join(root, `${++folders}`, '.marginalia');
  mkdirSync(folder, { recursive: true });
  return join(folder, 'copied.sqlite');
};

function label(file: string, count: number): void {
  const store = openSqliteStore(file, options);
  for (let n = 0; n < count; n++) {
    const on = { id: `e${n}`, at: n, annotator: 'ada', recordId: `r${n}` };
    store.append({ ...on, kind: 'label', label: 'A' });
  }
  store.close();
}

async function read<T>(file: string, of: (store: Store) => T): Promise<T> {
  const { store, close } = await openStoreCopy(file, options);
  try {
    return of(store);
  } finally {
    close();
  }
}

describe('a copy of a store', () => {
  test('has the answers and leaves the original unchanged, even with a leftover log', async () => {
    const file = newFile();
    label(file, 5);
    const closed = folderContents(dirname(file));
    assert.equal(await read(file, (store) => store.counts().labelled), 5);
    assert.deepEqual(folderContents(dirname(file)), closed);

    rmSync(file);
    await (await writerAfter(file, 20)).kill();
    rmSync(`${file}-shm`);
    const killed = folderContents(dirname(file));
    assert.ok(statSync(`${file}-wal`).size > 0, 'the log has commits that the main file lacks');
    assert.ok((await read(file, (store) => store.counts().labelled)) >= 20);
    assert.deepEqual(folderContents(dirname(file)), killed);
  });

  test('is made in a folder without write permission', async () => {
    const file = newFile();
    await (await writerAfter(file, 12)).kill();
    rmSync(`${file}-shm`);
    const folder = dirname(file);
    const before = folderContents(folder);
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o400);
    chmodSync(folder, 0o500);
    try {
      assert.ok((await read(file, (store) => store.counts().labelled)) >= 12);
      assert.deepEqual(folderContents(folder), before);
    } finally {
      chmodSync(folder, 0o700);
    }
  });

  test('is a committed state, even while the writer keeps writing', async () => {
    const file = newFile();
    let commits = 1;
    const writer = await writerAfter(file, commits);
    try {
      let last = 0;
      for (let copies = 0; copies < 40; copies++) {
        // Few enough that the log is restarted less often than a copy is attempted.
        writer.allow(40);
        commits += 40;
        const { events, seq } = await read(file, (store) => ({
          events: [...store.journal()],
          seq: store.lastSeq(),
        }));
        // Steps have two events: a copy has both or none, and all earlier commits.
        assert.equal(seq % 2, 0);
        assert.ok(seq >= last, `${seq} events after ${last}`);
        assert.deepEqual(
          events.map(({ id }) => id),
          Array.from({ length: seq }, (_, i) => `${i % 2 ? 'b' : 'a'}${Math.floor(i / 2)}`),
        );
        last = seq;
      }
      await writer.reached(commits);
      assert.equal(await read(file, (store) => store.lastSeq()), 2 * commits);
    } finally {
      await writer.kill();
    }
  });

  test('does not keep a window from writing, nor its log from being checkpointed', async () => {
    const file = newFile();
    const writer = await writerAfter(file, 5);
    const { store, close } = await openStoreCopy(file, options);
    assert.equal(store.lastSeq(), 10);
    writer.allow(40);
    await writer.reached(45);
    assert.equal(store.lastSeq(), 10);
    close();
    await writer.kill();
  });

  test('of an earlier version is migrated, and the original is not', async () => {
    const file = newFile();
    copyFileSync(join(import.meta.dirname, 'fixtures/version-1.sqlite'), file);
    const before = folderContents(dirname(file));
    const newest = await read(file, (store) => store.answers().length);
    assert.ok(newest > 0);
    assert.deepEqual(folderContents(dirname(file)), before);
    const db = new Driver(file, { readonly: true });
    assert.equal(db.pragma('user_version', { simple: true }), 1);
    db.close();
  });

  test('of a later version is refused with the current message, which names the original', async () => {
    const file = newFile();
    label(file, 1);
    const db = new Driver(file);
    db.pragma('user_version = 99');
    db.close();
    const before = folderContents(dirname(file));
    const refused = says(
      new RegExp(`^${file} was written by a newer version of Marginalia \\(database version 99;`),
    );
    await assert.rejects(openStoreCopy(file, options), refused);
    assert.deepEqual(folderContents(dirname(file)), before);
  });

  test('of nothing, of another file and of a damaged one is refused, naming the original', async () => {
    const file = newFile();
    await assert.rejects(
      openStoreCopy(file, options),
      says(/There is no database .*copied\.sqlite/),
    );
    copyFileSync(import.meta.filename, file);
    await assert.rejects(
      openStoreCopy(file, options),
      says(new RegExp(`^${file} is not a database`)),
    );
    rmSync(file);
    label(file, 500);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(7, 4096, 40_000));
    await assert.rejects(openStoreCopy(file, options), says(new RegExp(`^${file} is damaged`)));
    assert.deepEqual(readdirSync(dirname(file)).sort(), ['.gitignore', basename(file)]);
  });

  test('is deleted when it is closed, and when it cannot be opened', async (t) => {
    const temporary = ownTemporaryFolder(t);
    const file = newFile();
    label(file, 1);
    const { close } = await openStoreCopy(file, options);
    assert.equal(readdirSync(temporary).length, 1);
    close();
    assert.deepEqual(readdirSync(temporary), []);
    await assert.rejects(openStoreCopy(join(root, 'none.sqlite'), options));
    assert.deepEqual(readdirSync(temporary), []);
  });
});
