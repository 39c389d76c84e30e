// Strategies on disk are written as a query, and as text for earlier versions, which had only the text.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadDriver } from '../../../src/adapters/sqlite/driver.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import type { Round } from '../../../src/core/store/storedRounds.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginalia-strategies-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => join(folder, `${++files}.sqlite`);
const open = (file: string) => openSqliteStore(file, { project: 'reviews', identityVersion: 1 });
const inFile = (file: string, sql: string): unknown => {
  const db = new (loadDriver())(file);
  const row = db.prepare(sql).get();
  db.close();
  return row;
};

describe('strategies of asks', () => {
  it('reads the text of earlier versions as a query, and leaves it unchanged on disk', () => {
    const file = newFile();
    const store = open(file);
    const old = { kind: 'query', strategy: 'explore 10 % · margin', round: 1 } as const;
    store.append({
      id: 'event-1',
      at: 1,
      annotator: 'ada',
      kind: 'label',
      recordId: 'r1',
      label: 'A',
      ask: old,
    });
    const ask = { ...old, query: { strategy: 'margin', explore: 0.1 } };
    assert.deepEqual(store.answer('r1')!.ask, ask);
    assert.deepEqual(
      [...store.journal()].map((event) => 'ask' in event && event.ask),
      [ask],
    );
    store.close();
    const { payload } = inFile(file, 'SELECT payload FROM event') as { payload: string };
    assert.deepEqual((JSON.parse(payload) as { ask: unknown }).ask, old);
    const again = open(file);
    assert.equal(again.maintenance.check(), false);
    again.close();
  });
});

describe('strategies of rounds', () => {
  const query = { strategy: 'rank-power', acquisition: 'margin', beta: 2, explore: 0.1 };
  const round = { number: 1, at: 1, labels: 20, seq: 0, seed: 1, c: 10 };
  const others = { kernel: 'typescript', embedding: 'lexical' };
  /** The round read from disk after `sql` has changed its row. */
  const reopened = (sql?: string, start?: true): Round & { text: string } => {
    const file = newFile();
    const store = open(file);
    store.addRound({ ...round, ...others, query, ...(start && { start }) });
    store.close();
    if (sql !== undefined) {
      const db = new (loadDriver())(file);
      db.exec(sql);
      db.close();
    }
    const again = open(file);
    const [read] = again.rounds();
    again.close();
    const { text } = inFile(file, 'SELECT strategy AS text FROM round') as { text: string };
    return { ...read!, text };
  };

  it('keeps the query with every setting, and writes the text of earlier versions', () => {
    assert.deepEqual(reopened(), {
      ...round,
      ...others,
      query,
      text: 'explore 10 % · rank-power · margin',
    });
    const started = reopened(undefined, true);
    assert.equal(started.start, true);
    assert.equal(started.text, 'start · explore 10 % · rank-power · margin');
  });

  it('reads the query, not the text, if both are present', () => {
    assert.deepEqual(reopened(`UPDATE round SET strategy = 'entropy'`).query, query);
  });

  it('reads the text of a round of earlier versions', () => {
    const inText = (text: string) => {
      const sql = `UPDATE round SET choices = NULL, strategy = '${text}'`;
      const { query, start, choices } = reopened(sql);
      assert.equal(choices, undefined);
      return { query, start };
    };
    assert.deepEqual(inText('explore 10 % · margin'), {
      query: { strategy: 'margin', explore: 0.1 },
      start: undefined,
    });
    assert.deepEqual(inText('start · typiclust'), {
      query: { strategy: 'typiclust' },
      start: true,
    });
  });
});
