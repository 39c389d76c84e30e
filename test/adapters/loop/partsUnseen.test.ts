// The cost of an incomplete import's parts for a window that labels at the same time.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { loadDriver } from '../../../src/adapters/sqlite/driver.ts';
import type { Statement } from '../../../src/adapters/sqlite/driver.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { OtherWindows } from '../../../src/core/loop/journal/otherWindows.ts';
import { identityVersion, recordIdOf } from '../../../src/core/record.ts';
import type { NewEvent, Stamp } from '../../../src/core/store/events.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginalia-parts-'));
const open = (window: string) =>
  openSqliteStore(join(folder, 'answers.sqlite'), { project: 'p', identityVersion, window });
const [window, writer] = [open('a'), open('b')];
const others = new OtherWindows(window, () => undefined);
after(() => {
  window.close();
  writer.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The SQL statements that `work` runs, with repetitions. */
function statementsOf(work: () => unknown): string[] {
  const sql: string[] = [];
  const db = new (loadDriver())(':memory:');
  const statement = Object.getPrototypeOf(db.prepare<unknown[]>('SELECT 1')) as object;
  db.close();
  const methods = ['get', 'all', 'run'] as const;
  type Run = (this: Statement<unknown[]>, ...args: unknown[]) => unknown;
  const before = methods.map((name) => [name, Reflect.get(statement, name) as Run] as const);
  for (const [name, run] of before) {
    Reflect.set(statement, name, function (this: Statement<unknown[]>, ...args: unknown[]) {
      sql.push(this.source);
      return run.apply(this, args);
    });
  }
  try {
    work();
  } finally {
    Object.assign(statement, Object.fromEntries(before));
  }
  return sql;
}

function eventsFrom(first: number): NewEvent[] {
  return Array.from({ length: 1000 }, (_, i): NewEvent => ({
    id: `import ${first + i}`,
    at: 1,
    annotator: 'bob',
    kind: 'import',
    recordId: recordIdOf(`text ${first + i}`),
    label: 'other',
    from: 'file.jsonl',
  }));
}

const stamp = (id: string): Stamp => ({ id, at: 1, annotator: 'bob' });

describe('parts of an import that another process is writing', () => {
  let step: number | undefined;

  test('cost a window one check each: nothing is reread or recounted', () => {
    const look = [
      'SELECT coalesce(max(seq), 0) FROM event',
      'PRAGMA data_version',
      'SELECT coalesce(max(step), 0) FROM event',
    ];
    others.changesSinceLast();
    const counts = window.counts();
    for (let part = 0; part < 4; part++) {
      step = writer.appendPart(step, eventsFrom(1000 * part), stamp('begin'));
      const run = statementsOf(() => assert.deepEqual(others.changesSinceLast(), []));
      // The first part also adds the step.
      if (part > 0) assert.deepEqual(run, look);
      const counting = statementsOf(() => assert.deepEqual(window.counts(), counts));
      assert.ok(
        counting.every((sql) => !/ answer/.test(sql)),
        counting.join('\n'),
      );
    }
  });

  test('do not hide what others answer between them', () => {
    writer.append({ ...stamp('own'), kind: 'label', recordId: recordIdOf('own'), label: 'other' });
    step = writer.appendPart(step, eventsFrom(4000), stamp('begin'));
    assert.deepEqual(others.changesSinceLast(), [recordIdOf('own')]);
    assert.deepEqual(others.changesSinceLast(), []);
    assert.equal(window.counts().labelled, 1);
  });

  test('show all at once with the last one', () => {
    writer.completeStep(step!, eventsFrom(5000), stamp('end'));
    assert.equal(others.changesSinceLast(), 'all');
    assert.equal(window.counts().labelled, 6001);
  });
});

test('an answer that another window commits during the check is read at the next one', () => {
  const recordId = recordIdOf('during the look');
  let answer = (): unknown =>
    writer.append({ ...stamp('during'), kind: 'label', recordId, label: 'other' });
  const watched = new Proxy(window, {
    get: (store, name) => {
      if (name !== 'poll') {
        const value = Reflect.get(store, name, store) as unknown;
        return typeof value === 'function' ? (value.bind(store) as unknown) : value;
      }
      return () => {
        const news = store.poll();
        answer();
        answer = () => undefined;
        return news;
      };
    },
  });
  window.poll();
  const following = new OtherWindows(watched, () => undefined);
  assert.deepEqual(following.changesSinceLast(), []);
  assert.deepEqual(following.changesSinceLast(), [recordId]);
});
