// A database that another connection locks; it is removed after the tests of the importing file.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { loadDriver } from '../../../src/adapters/sqlite/driver.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import type { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';
import { projectDefaults } from '../../../src/core/projectFile/projectFile.ts';
import { twoTopics } from '../../unit/loop/loopFixture.ts';

export const root = mkdtempSync(join(tmpdir(), 'marginalia-locked-'));
after(() => rmSync(root, { recursive: true, force: true }));
export let files = 0;

/** The pause at which the lock is released. */
const lastPause = 3;

/** A database with a second connection that locks it; the first one waits by calling `pause`. */
export class Lockable {
  readonly file = join(root, `p${++files}`, '.marginalia', 'p.sqlite');
  readonly store: SqliteStore;
  readonly #other;
  #pauses = 0;

  constructor() {
    this.store = openSqliteStore(this.file, {
      project: 'p',
      identityVersion: 1,
      window: 'here',
      busyTimeoutMs: 5,
    });
    this.#other = new (loadDriver())(this.file);
    after(() => {
      this.#other.close();
      this.store.close();
    });
  }

  lock(): void {
    this.#pauses = 0;
    this.#other.exec('BEGIN IMMEDIATE');
  }

  readonly pause = (): Promise<void> => {
    if (++this.#pauses === lastPause) this.#other.exec('ROLLBACK');
    return new Promise((resolve) => setImmediate(resolve));
  };

  /** Runs `act` while the database is locked, and counts other events served in the meantime. */
  async during<T>(act: () => T | Promise<T>): Promise<T> {
    this.lock();
    let served = 0;
    let isDone = false;
    try {
      const done = Promise.resolve(act()).finally(() => (isDone = true));
      while (!isDone) {
        await new Promise((resolve) => setImmediate(resolve));
        served++;
      }
      const result = await done;
      assert.ok(this.#pauses >= lastPause, `it met the lock and paused ${this.#pauses} times`);
      assert.ok(served >= lastPause, `${served} events were served`);
      return result;
    } finally {
      if (this.#other.inTransaction) this.#other.exec('ROLLBACK');
    }
  }
}

export const records = twoTopics(200);
export const { query } = projectDefaults;
