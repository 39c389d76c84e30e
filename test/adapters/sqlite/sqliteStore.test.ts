// The store on disk: durability, several connections, and many events.
import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { toUserError } from '../../../src/adapters/sqlite/sqliteErrors.ts';
import { openDatabase } from '../../../src/adapters/sqlite/openDatabase.ts';
import { UserError } from '../../../src/core/errors.ts';
import { Driver, labelled, newFile, open, stamp } from './databases.ts';

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
    try {
      const isReady = windows.map((window, i) =>
        Promise.race([once(window, 'message'), ends[i]!.then(() => assert.fail('it ended'))]),
      );
      await Promise.all(isReady);
      for (const window of windows) window.send('go');
      const codes = (await Promise.all(ends)).map(([code]) => code as number);
      assert.deepEqual(codes, [0, 0, 0]);
    } finally {
      for (const window of windows) window.kill();
    }
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
