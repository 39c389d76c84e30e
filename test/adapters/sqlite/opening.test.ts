// Opening a database: its configuration, and refused files, which stay unchanged.
import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadDriver } from '../../../src/adapters/sqlite/driver.ts';
import { makeDurable } from '../../../src/adapters/sqlite/durability.ts';
import { openDatabase } from '../../../src/adapters/sqlite/openDatabase.ts';
import { UserError } from '../../../src/core/errors.ts';
import { Driver, folder, labelled, newFile, open } from './databases.ts';

describe('opening', () => {
  it('creates the folder, and makes git ignore .marginalia', () => {
    const data = join(folder, 'project', '.marginalia');
    open(join(data, 'reviews.sqlite')).close();
    assert.equal(readFileSync(join(data, '.gitignore'), 'utf8'), '*\n');
    writeFileSync(join(data, '.gitignore'), 'mine');
    open(join(data, 'reviews.sqlite')).close();
    assert.equal(readFileSync(join(data, '.gitignore'), 'utf8'), 'mine');
  });

  it('uses a write-ahead log and syncs every commit', () => {
    const { db, notices } = openDatabase(newFile());
    assert.deepEqual(notices, []);
    assert.equal(db.pragma('journal_mode', { simple: true }), 'wal');
    assert.equal(db.pragma('synchronous', { simple: true }), 2);
    assert.equal(db.pragma('busy_timeout', { simple: true }), 5000);
    db.close();
  });

  it('falls back to a rollback journal if WAL is impossible, and says so', () => {
    const file = newFile();
    new Driver(file).close();
    // A database opened by its descriptor has no path for a log beside it.
    const db = new Driver(
      openSync(file, 'r+') as never,
      {
        journalFd: openSync(`${file}-journal`, 'w+'),
      } as never,
    );
    const notices = makeDurable(db, file);
    assert.notEqual(db.pragma('journal_mode', { simple: true }), 'wal');
    assert.equal(db.pragma('synchronous', { simple: true }), 2);
    assert.equal(db.pragma('locking_mode', { simple: true }), 'exclusive');
    assert.match(english(notices[0]), /only one window/);
    db.close();
  });

  it('leaves only the one file behind when closed', () => {
    const file = newFile();
    const store = open(file);
    store.append(labelled(1));
    store.close();
    store.close();
    assert.equal(existsSync(`${file}-wal`), false);
    assert.equal(open(file).answer('r1')!.label, 'A');
  });

  it('refuses Node without Node-API 10 before loading the driver', () => {
    assert.throws(() => loadDriver(9), says(/Node\.js 22\.14/));
    assert.throws(() => loadDriver(Number.NaN), UserError);
    assert.equal(typeof loadDriver(10), 'function');
  });
});

describe('refused files stay untouched', () => {
  const refuses = (file: string, sentence: RegExp): void => {
    const before = readFileSync(file);
    assert.throws(
      () => open(file),
      (error: Error) => error instanceof UserError && sentence.test(english(error.problem)),
    );
    assert.deepEqual(readFileSync(file), before);
  };

  it('a file that is not a database', () => {
    const file = newFile();
    writeFileSync(file, 'id,text\n1,hello\n');
    refuses(file, /is not a database of Marginalia and was left as it is/);
    writeFileSync(file, '?');
    refuses(file, /is not a database of Marginalia/);
  });

  it('a database of another program', () => {
    const file = newFile();
    const db = new Driver(file);
    db.exec('CREATE TABLE theirs (x)');
    db.close();
    refuses(file, /another program/);
  });

  it('a database of a newer version', () => {
    const file = newFile();
    open(file).close();
    const db = new Driver(file);
    db.pragma('user_version = 99');
    db.close();
    refuses(file, /newer version of Marginalia \(database version 99/);
  });

  it('a damaged database', () => {
    const file = newFile();
    const store = open(file);
    for (let n = 1; n <= 300; n++) store.append(labelled(n));
    store.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 8192, bytes.length - 4096);
    writeFileSync(file, bytes);
    refuses(file, /damaged and was left as it is/);
    writeFileSync(file, bytes.subarray(0, 5000));
    refuses(file, /damaged and was left as it is|is not a database/);
  });

  it('an empty file is a new database', () => {
    const file = newFile();
    writeFileSync(file, '');
    const store = open(file);
    assert.equal(store.lastSeq(), 0);
    store.close();
  });

  it('a folder that cannot be written to', () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    assert.throws(
      () => open(join(file, '.marginalia', 'x.sqlite')),
      (error: Error) =>
        error instanceof UserError && /cannot be written to/.test(english(error.problem)),
    );
  });
});
