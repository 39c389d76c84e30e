// Databases of earlier versions open with all their content.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { migrations } from '../../../src/adapters/sqlite/migrations/migrations.ts';
import { openDatabase } from '../../../src/adapters/sqlite/openDatabase.ts';
import { makeVersion7, makeVersion9 } from '../../support/earlierDatabase.ts';
import { Driver, newFile, open, stamp } from './databases.ts';

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
    assert.deepEqual(store.excludedRecords(), ['near']);
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

  it('a version 7 file opens with its steps and counts, and finds the undos of label changes', () => {
    const file = copyOfVersion1();
    const old = open(file);
    const change = { type: 'rename', from: 'Delivery', to: 'Post' } as const;
    const { seq } = old.append({ ...stamp('rename'), kind: 'schema', change })[0]!;
    old.undo(stamp('undo'));
    old.close();
    const db = new Driver(file);
    makeVersion7(db);
    db.close();
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
    const { byLabel, labelled: all } = store.counts();
    assert.deepEqual([all, Object.fromEntries(byLabel)], [2, { 'Money back': 1, Post: 1 }]);
    store.close();
    assert.ok(existsSync(`${file}.version-7`));
  });

  it('a version 9 file opens with its rounds, and takes vectors of the hold-out from two windows', () => {
    const file = copyOfVersion1();
    open(file).close();
    const db = new Driver(file);
    makeVersion9(db);
    db.close();
    const [one, other] = [open(file), open(file)];
    const [round] = one.rounds();
    const { embedding } = round!;
    assert.deepEqual(one.holdoutVectors.ids(embedding), []);
    const vectors = { embedding, ids: ['r9', 'r8'], rows: Float32Array.of(0.25, -1, 3, 1e-9) };
    one.holdoutVectors.add(vectors);
    other.holdoutVectors.add({ embedding, ids: ['r8', 'r7'], rows: Float32Array.of(0, 0, 5, 6) });
    one.close();
    other.close();
    const again = open(file);
    assert.deepEqual(again.rounds(), [round]);
    assert.deepEqual(again.holdoutVectors.of(embedding), {
      embedding,
      ids: ['r9', 'r8', 'r7'],
      rows: Float32Array.of(...vectors.rows, 5, 6),
    });
    again.close();
    assert.ok(existsSync(`${file}.version-9`));
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
