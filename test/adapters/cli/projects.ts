// Projects on disk for tests of commands that read them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import type { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';
import { identityVersion, recordIdOf } from '../../../src/core/record.ts';
import type { NewEvent } from '../../../src/core/store/events.ts';

/** A text of the pool with its answer, if any. */
export interface Labelled {
  readonly text: string;
  readonly event?: Partial<NewEvent> & Pick<NewEvent, 'kind'>;
}

export interface ProjectOnDisk {
  readonly name?: string;
  readonly rows: readonly Labelled[];
  /** Settings besides pool, text, id and labels. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly labels?: readonly string[];
}

/**
 * Writes pool, project file and database into a folder.
 * @returns the path of the project file
 */
export function writeProject(
  folder: string,
  { name = 'reviews', rows, settings = {}, labels = ['good', 'bad'] }: ProjectOnDisk,
): string {
  mkdirSync(folder, { recursive: true });
  const pool = rows.map(({ text }, i) => JSON.stringify({ id: `r${i}`, text, shop: `s${i % 2}` }));
  writeFileSync(join(folder, `${name}.jsonl`), `${pool.join('\n')}\n`);
  const project = {
    version: 1,
    pool: `${name}.jsonl`,
    text: 'text',
    id: 'id',
    context: ['shop'],
    labels,
    ...settings,
  };
  const file = join(folder, `${name}.marginalia.json`);
  writeFileSync(file, `${JSON.stringify(project, null, 2)}\n`);
  const store = openSqliteStore(databaseOf(folder, name), { project: name, identityVersion });
  rows.forEach(({ text, event }, i) => {
    if (!event) return;
    const at = Date.UTC(2026, 0, 1) + 1000 * i;
    const on = { id: `e${i}`, at, annotator: 'ada', recordId: recordIdOf(text), sourceId: `r${i}` };
    store.append({ ...on, ...event } as NewEvent);
  });
  store.close();
  return file;
}

export function databaseOf(folder: string, name = 'reviews'): string {
  return join(folder, '.marginalia', `${name}.sqlite`);
}

/** Opens the database of the project in a folder while `work` runs. */
export function inStore<T>(
  folder: string,
  work: (store: SqliteStore) => T,
  { name = 'reviews', window }: { readonly name?: string; readonly window?: string } = {},
): T {
  const options = { project: name, identityVersion, ...(window !== undefined && { window }) };
  const store = openSqliteStore(databaseOf(folder, name), options);
  try {
    return work(store);
  } finally {
    store.close();
  }
}
