import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadDriver } from '../../../src/adapters/sqlite/driver.ts';
import { makeDurable } from '../../../src/adapters/sqlite/durability.ts';
import { toUserError } from '../../../src/adapters/sqlite/sqliteErrors.ts';
import { migrations } from '../../../src/adapters/sqlite/migrations/migrations.ts';
import { openDatabase } from '../../../src/adapters/sqlite/openDatabase.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { SqliteStore, type SqliteStoreOptions } from '../../../src/adapters/sqlite/sqliteStore.ts';
import { UserError } from '../../../src/core/errors.ts';
import type { NewEvent } from '../../../src/core/store/events.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginalia-sqlite-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => join(folder, `${++files}.sqlite`);
const options: SqliteStoreOptions = { project: 'reviews', identityVersion: 1 };
const open = (file: string, more: Partial<SqliteStoreOptions> = {}) =>
  openSqliteStore(file, { ...options, ...more });

const labelled = (n: number, label = 'A'): NewEvent => ({
  id: `event-${n}`,
  at: n,
  annotator: 'ada',
  kind: 'label',
  recordId: `r${n}`,
  label,
});
const stamp = (id: string) => ({ id, at: 1, annotator: 'ada' });
const Driver = loadDriver();

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
    refuses(file, /newer Marginalia \(version 99/);
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

describe('migrations', () => {
  const version1 = join(import.meta.dirname, 'fixtures', 'version-1.sqlite');
  const copyOfVersion1 = (): string => {
    const file = newFile();
    copyFileSync(version1, file);
    chmodSync(file, 0o644);
    return file;
  };

  it('are numbered without gaps from 1', () => {
    assert.deepEqual(
      migrations.map((migration) => migration.version),
      migrations.map((_, i) => i + 1),
    );
  });

  it('a version 1 file opens with all its content, including undo', () => {
    const store = open(copyOfVersion1());
    assert.deepEqual(
      store.answers().map(({ recordId, kind, label, flagged }) => [recordId, kind, label, flagged]),
      [
        ['r1', 'label', 'Money back', false],
        ['r2', 'label', 'Delivery', false],
        ['r3', 'skip', undefined, false],
      ],
    );
    assert.equal(store.answer('r1')!.sourceId, '7');
    assert.equal(store.answer('r3')!.note, 'unreadable');
    assert.equal(store.holdout()!.members[0]!.multiplicity, 2);
    assert.deepEqual([...store.head(1)!.bytes], [1, 2, 3]);
    assert.equal(store.nextRedo()!.events[0]!.kind, 'flag');
    store.undo(stamp('now'));
    assert.equal(store.answer('r1')!.label, 'Refund');
    store.close();
  });

  it('a version 2 file opens with its answers and the enlarged hold-out', () => {
    const file = copyOfVersion1();
    const { db } = openDatabase(file, { migrations: migrations.slice(0, 2) });
    assert.equal(db.pragma('user_version', { simple: true }), 2);
    db.exec(`INSERT INTO holdout (record_id, place, multiplicity, hash, kin, joined)
      VALUES ('late', 9, 1, 7, 'late', 1); INSERT INTO holdout_between VALUES ('near')`);
    db.close();
    const store = open(file);
    assert.equal(store.answers().length, 3);
    assert.equal(store.holdout()!.members.at(-1)!.hash, 7);
    assert.deepEqual(store.betweenRecords(), ['near']);
    store.undo(stamp('now'));
    assert.equal(store.answer('r1')!.label, 'Refund');
    store.close();
    assert.ok(existsSync(`${file}.version-2`));
  });

  it('a version 3 file opens with its rounds, and accepts changes of the vectors', () => {
    const file = copyOfVersion1();
    openDatabase(file, { migrations: migrations.slice(0, 3) }).db.close();
    const store = open(file);
    const [round] = store.rounds();
    assert.equal(round!.choices, undefined);
    assert.deepEqual([...store.head(1)!.bytes], [1, 2, 3]);
    const weights = [0.5, 1];
    store.addRound({ ...round!, number: 2, choices: { weights } });
    assert.deepEqual(store.rounds()[1]!.choices, { weights });
    const blocks = [{ use: 'lexical', fingerprint: 'lexical-1', weight: 1, fittedOn: 400 }];
    const { seq } = store.changeVectors({ ...stamp('now'), kind: 'vectors', blocks });
    store.close();
    const again = open(file);
    assert.deepEqual(
      again.vectorChanges().map(({ seq: at, blocks: of }) => [at, of]),
      [[seq, blocks]],
    );
    again.close();
    assert.ok(existsSync(`${file}.version-3`));
  });

  it('a version 7 file opens with its steps, and finds the undos of its label changes', () => {
    const file = copyOfVersion1();
    const { db, notices } = openDatabase(file, { migrations: migrations.slice(0, 7) });
    const old = new SqliteStore(db, file, notices, options);
    const change = { type: 'rename', from: 'Delivery', to: 'Post' } as const;
    const { seq } = old.append({ ...stamp('rename'), kind: 'schema', change })[0]!;
    old.undo(stamp('undo'));
    old.close();
    const store = open(file);
    const names = (): string[] => ['r2', 'r1'].flatMap((id) => store.answer(id)!.label ?? []);
    assert.deepEqual(
      [store.currentLabel('Post', seq), ...names()],
      ['Delivery', 'Delivery', 'Money back'],
    );
    store.redo(stamp('redo'));
    assert.deepEqual(
      [store.currentLabel('Delivery', 1), ...names()],
      ['Post', 'Post', 'Money back'],
    );
    store.close();
    assert.ok(existsSync(`${file}.version-7`));
  });

  it('run once each, in order, and keep a copy of the old file', () => {
    const file = copyOfVersion1();
    const newest = migrations.at(-1)!.version;
    const next = [
      { version: newest + 1, sql: 'CREATE TABLE extra (x)' },
      { version: newest + 2, sql: 'INSERT INTO extra VALUES (1)' },
    ];
    const more = { migrations: [...migrations, ...next] };
    open(file, more).close();
    const { db } = openDatabase(file, more);
    assert.equal(db.pragma('user_version', { simple: true }), newest + 2);
    assert.equal(db.prepare('SELECT count(*) FROM extra').pluck().get(), 1);
    db.close();
    const copy = new Driver(`${file}.version-1`);
    assert.equal(copy.pragma('user_version', { simple: true }), 1);
    assert.equal(copy.prepare('SELECT count(*) FROM event').pluck().get(), 7);
    copy.close();
  });

  it('a failed one changes nothing', () => {
    const file = copyOfVersion1();
    const bad = { version: 2, sql: 'CREATE TABLE half (x); SELECT nonsense FROM nowhere' };
    assert.throws(() => open(file, { migrations: [...migrations.slice(0, 1), bad] }));
    const store = open(file);
    assert.equal(store.answers().length, 3);
    store.close();
  });
});

describe('durability', () => {
  it('undo and redo work after a restart', () => {
    const file = newFile();
    let store = open(file);
    for (let n = 1; n <= 3; n++) store.append(labelled(n));
    store.undo(stamp('u1'));
    store.close();
    store = open(file);
    assert.equal(store.redo(stamp('u2'))!.records[0], 'r3');
    store.close();
    store = open(file);
    for (const id of ['u3', 'u4', 'u5']) assert.ok(store.undo(stamp(id)));
    assert.equal(store.undo(stamp('u6')), undefined);
    assert.deepEqual(store.answers(), []);
    store.close();
  });

  it('a killed process loses nothing acknowledged', async () => {
    const file = newFile();
    let acknowledged = 0;
    for (let kill = 1; kill <= 5; kill++) {
      const child = spawn(process.execPath, [
        join(import.meta.dirname, 'labelUntilKilled.ts'),
        file,
      ]);
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.split('\n').length > 20 + kill * 7) child.kill('SIGKILL');
      });
      let trouble = '';
      child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()));
      const signal = await new Promise((resolve) => child.on('close', (_, how) => resolve(how)));
      assert.equal(signal, 'SIGKILL', trouble);
      acknowledged = Number(output.trimEnd().split('\n').at(-1));
      const store = open(file);
      assert.ok(store.lastSeq() >= acknowledged);
      assert.ok(store.lastSeq() <= acknowledged + 1);
      assert.equal(store.answers().length, store.lastSeq());
      store.close();
    }
    assert.ok(acknowledged > 100);
  });

  it('two windows can open it, and see each other’s writes', () => {
    const file = newFile();
    const [one, two] = [open(file), open(file)];
    one.append(labelled(1));
    two.append(labelled(2));
    assert.equal(one.undo(stamp('u'))!.records[0], 'r2');
    assert.equal(two.answer('r2'), undefined);
    one.close();
    two.close();
  });

  it('concurrent writers wait for each other', async () => {
    const file = newFile();
    const script = join(import.meta.dirname, 'labelMany.ts');
    const windows = ['a', 'b', 'c'].map((name) => fork(script, [file, name]));
    const ends = windows.map((window) => once(window, 'close'));
    await Promise.all(windows.map((window) => once(window, 'message')));
    for (const window of windows) window.send('go');
    const codes = (await Promise.all(ends)).map(([code]) => code as number);
    assert.deepEqual(codes, [0, 0, 0]);
    const store = open(file);
    assert.equal(store.counts().labelled, 450);
    assert.deepEqual(
      [...store.journal()].map((event) => event.seq),
      Array.from({ length: 450 }, (_, i) => i + 1),
    );
    store.close();
  });

  it('a locked database gives a sentence, and the answer is not kept', () => {
    const file = newFile();
    const store = open(file, { busyTimeoutMs: 0 });
    const other = new Driver(file);
    other.exec('BEGIN IMMEDIATE');
    assert.throws(
      () => store.append(labelled(1)),
      (error: Error) =>
        error instanceof UserError && /in use by another/.test(english(error.problem)),
    );
    other.exec('ROLLBACK');
    other.close();
    assert.equal(store.lastSeq(), 0);
    store.append(labelled(1));
    store.close();
  });

  it('a full disk gives a sentence, and existing data stays intact', () => {
    const file = newFile();
    const { db } = openDatabase(file);
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`);
    let caught: unknown;
    try {
      db.prepare('INSERT INTO setting VALUES (?, ?)').run('x', 'y'.repeat(100_000));
    } catch (error) {
      caught = toUserError(error, file);
    }
    assert.ok(caught instanceof UserError);
    assert.match(english(caught.problem), /disk is full/);
    db.close();
  });

  it('the journal cannot be changed or truncated', () => {
    const file = newFile();
    const store = open(file);
    store.append(labelled(1));
    store.close();
    const db = new Driver(file);
    assert.throws(() => db.exec(`UPDATE event SET annotator = 'eve'`), says(/only grows/));
    assert.throws(() => db.exec('DELETE FROM event'), says(/only grows/));
    db.close();
  });

  it('a damaged view is rebuilt from the journal', () => {
    const file = newFile();
    const store = open(file);
    for (let n = 1; n <= 20; n++) store.append(labelled(n, n % 2 ? 'A' : 'B'));
    const before = store.answers();
    const other = new Driver(file);
    other.exec(`DELETE FROM answer_row WHERE label = 'A'; UPDATE answer_row SET flagged = 1`);
    other.close();
    assert.notDeepEqual(store.answers(), before);
    store.rebuildView();
    assert.deepEqual(store.answers(), before);
    store.close();
  });
});

describe('10,000 events', () => {
  it('are imported, read, rebuilt, renamed and undone', () => {
    const store = open(newFile());
    store.append(Array.from({ length: 10_000 }, (_, n) => labelled(n, n % 3 === 0 ? 'A' : 'B')));
    assert.equal(store.counts().labelled, 10_000);
    assert.equal([...store.journal()].length, 10_000);
    assert.equal([...store.journal(9_001)].length, 1_000);
    store.rebuildView();
    store.append({
      ...stamp('rename'),
      kind: 'schema',
      change: { type: 'rename', from: 'A', to: 'C' },
    });
    assert.equal(store.undo(stamp('u1'))!.records.length, 3_334);
    assert.equal(store.undo(stamp('u2'))!.records.length, 10_000);
    assert.equal(store.answers().length, 0);
    store.close();
  });

  it('reading the journal does not block writing', () => {
    const store = open(newFile());
    store.append(Array.from({ length: 1_500 }, (_, n) => labelled(n)));
    let read = 0;
    for (const event of store.journal()) {
      if (event.seq % 500 === 0) store.append(labelled(10_000 + event.seq));
      read += 1;
    }
    assert.equal(read, 1_503);
    store.close();
  });
});
