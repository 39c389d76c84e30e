// New databases in a folder that is removed after the tests of the importing file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { loadDriver } from '../../../src/adapters/sqlite/driver.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { type SqliteStoreOptions } from '../../../src/adapters/sqlite/sqliteStore.ts';
import type { NewEvent } from '../../../src/core/store/events.ts';

export const folder = mkdtempSync(join(tmpdir(), 'marginalia-sqlite-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
export const newFile = (): string => join(folder, `${++files}.sqlite`);
export const options: SqliteStoreOptions = { project: 'reviews', identityVersion: 1 };
export const open = (file: string, more: Partial<SqliteStoreOptions> = {}) =>
  openSqliteStore(file, { ...options, ...more });

export const labelled = (n: number, label = 'A'): NewEvent => ({
  id: `event-${n}`,
  at: n,
  annotator: 'ada',
  kind: 'label',
  recordId: `r${n}`,
  label,
});
export const stamp = (id: string) => ({ id, at: 1, annotator: 'ada' });
export const Driver = loadDriver();
