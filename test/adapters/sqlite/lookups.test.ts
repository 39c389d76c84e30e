// Queries after an answer must not scan the journal, which takes a second with a million events.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, test } from 'node:test';
import { openDatabase } from '../../../src/adapters/sqlite/openDatabase.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginalia-lookups-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'reviews.sqlite');
const { db, notices } = openDatabase(file);
after(() => db.close());

/** Every statement that a store prepares. */
const statements: string[] = [];
const prepare = db.prepare.bind(db);
Object.assign(db, {
  prepare: (sql: string) => {
    statements.push(sql);
    return prepare(sql);
  },
});
const options = { project: 'reviews', identityVersion: 1 };
const store = new SqliteStore(db, file, notices, options);
Object.assign(db, { prepare });

function planOf(sql: string): string[] {
  const parameters: unknown[] = Array.from(sql.matchAll(/\?/g), () => null);
  const named = Array.from(sql.matchAll(/@(\w+)/g), ([, name]) => [name!, null] as const);
  if (named.length > 0) parameters.push(Object.fromEntries(named));
  const plan = prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
  return plan.all(...parameters).map(({ detail }) => detail);
}

const begins = (...parts: readonly string[]) => ({
  are: (sql: string): boolean => parts.some((part) => sql.replaceAll(/\s+/g, ' ').includes(part)),
});

describe('the plan of a statement', () => {
  it('reads events only through a partial index', () => {
    const scans = (sql: string): boolean =>
      planOf(sql).some((one) => /^SCAN (event|first)$/.test(one));
    assert.ok(scans('SELECT id FROM event WHERE at > ?'));
    assert.ok(statements.filter((sql) => /FROM event\b/.test(sql)).length > 5);
    assert.deepEqual(statements.filter(scans), []);
  });

  it('reads steps from the last one back, and never scans all of one state', () => {
    // These check the view against all steps, or list the few that a window has undone.
    const known = begins(
      'DELETE FROM step',
      'FROM step ORDER BY seq',
      'ORDER BY seq DESC LIMIT 1',
      `state = 'undone'`,
    );
    const scans = statements.filter((sql) =>
      planOf(sql).some((one) => /^SCAN step$|step_by_state \(state=\?\)$/.test(one)),
    );
    assert.ok(scans.length > 0);
    assert.deepEqual(
      scans.filter((sql) => !known.are(sql)),
      [],
    );
  });

  it('finds the undos and redos of label changes, and imports, by an index', () => {
    const planWith = (part: string): string =>
      statements
        .filter((sql) => sql.includes(part))
        .flatMap(planOf)
        .join('\n');
    assert.match(planWith('WHERE undoes IN'), /SEARCH event USING INDEX event_by_undone/);
    assert.match(planWith(`'import', 'conflict'`), /first USING INDEX event_of_import/);
  });

  it('looks up the answer of each hold-out record without a scan of all answers', () => {
    const ofHoldout = statements.filter((sql) => /holdout.* JOIN answer/s.test(sql));
    assert.equal(ofHoldout.length, 4);
    for (const sql of ofHoldout) {
      const reads = planOf(sql).filter((detail) => / answer\w* USING /.test(detail));
      assert.equal(reads.length, 1, sql);
      assert.match(reads[0]!, /^SEARCH .* USING PRIMARY KEY/, sql);
    }
  });
});

test('counts scan no answers, and are kept while another process writes an import', () => {
  const ofCounts = statements.filter((sql) => sql.includes('AS n FROM answer_count'));
  assert.equal(ofCounts.length, 3);
  for (const sql of ofCounts) assert.doesNotMatch(planOf(sql).join('\n'), /answer_(label_)?row/);
  const other = openSqliteStore(file, { ...options, window: 'other' });
  const stamp = (id: string) => ({ id, at: 1, annotator: 'ada' });
  const label = (n: number) =>
    ({ ...stamp(`label ${n}`), kind: 'label', recordId: `r${n}`, label: 'AB'[n % 2]! }) as const;
  const labelled = (): unknown[] => {
    const { labelled: all, byLabel } = store.counts();
    return [all, Object.fromEntries(byLabel)];
  };
  store.append([label(1), label(2), label(3)]);
  const before = store.counts();
  const step = other.appendPart(undefined, [label(4)], stamp('begin'));
  other.appendPart(step, [label(5)], stamp('part'));
  assert.equal(store.counts(), before);
  other.completeStep(step, [label(6)], stamp('end'));
  assert.deepEqual(labelled(), [6, { A: 3, B: 3 }]);
  other.undo(stamp('undo'));
  assert.deepEqual(labelled(), [3, { A: 1, B: 2 }]);
  assert.throws(
    () =>
      store.atomically(() => {
        store.append(label(7));
        assert.deepEqual(labelled(), [4, { A: 1, B: 3 }]);
        throw new RangeError();
      }),
    RangeError,
  );
  assert.deepEqual(labelled(), [3, { A: 1, B: 2 }]);
  store.rebuildView();
  assert.deepEqual(labelled(), [3, { A: 1, B: 2 }]);
  other.setHoldout({ members: [{ recordId: 'r1', multiplicity: 1 }], seed: 1, at: 1 });
  assert.equal(store.counts().trainingByLabel.get('B'), 1);
  other.close();
});

test('damaged counts are rebuilt with the answers', () => {
  const damages = [
    `UPDATE answer_row SET label = 'C' WHERE record_id = 'r1'`,
    `UPDATE answer_count SET n = n + 1 WHERE label = 'A'`,
    `DELETE FROM answer_count`,
  ];
  const before = store.counts();
  for (const damage of damages) {
    assert.equal(store.maintenance.check(), false);
    db.exec(damage);
    assert.equal(store.maintenance.check(), true, damage);
    assert.deepEqual(store.counts(), before, damage);
  }
});
