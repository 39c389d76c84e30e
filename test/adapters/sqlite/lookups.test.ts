// What a store looks up after an answer must not go through the journal: with a million events that is a second.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openDatabase } from '../../../src/adapters/sqlite/openDatabase.ts';
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
new SqliteStore(db, file, notices, { project: 'reviews', identityVersion: 1 });
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
  it('goes through the events only by an index of a few of them', () => {
    // An answer's context beside what its event says is read once a round.
    const known = begins('WITH given AS (');
    const through = statements.filter(
      (sql) => !known.are(sql) && planOf(sql).some((one) => /^SCAN (event|first)$/.test(one)),
    );
    assert.deepEqual(through, []);
  });

  it('goes through the steps from the last one back, and not through all in one state', () => {
    // All of them, to check the view; those that a window has undone are few.
    const known = begins(
      'DELETE FROM step',
      'FROM step ORDER BY seq',
      'ORDER BY seq DESC LIMIT 1',
      `state = 'undone'`,
    );
    const through = statements.filter(
      (sql) =>
        !known.are(sql) &&
        planOf(sql).some((one) => /^SCAN step$|step_by_state \(state=\?\)$/.test(one)),
    );
    assert.deepEqual(through, []);
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

  it('looks for the answer of each hold-out record, and not through all answers', () => {
    const ofHoldout = statements.filter((sql) => /holdout.* JOIN answer/s.test(sql));
    assert.equal(ofHoldout.length, 4);
    for (const sql of ofHoldout) {
      const reads = planOf(sql).filter((detail) => / answer\w* USING /.test(detail));
      assert.equal(reads.length, 1, sql);
      assert.match(reads[0]!, /^SEARCH .* USING PRIMARY KEY/, sql);
    }
  });
});
