import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openSqliteStore } from '../../src/adapters/sqlite/openSqliteStore.ts';
import { MemoryStore } from '../support/memoryStore.ts';
import type { WritableStore } from '../../src/core/store/store.ts';

export const options = { project: 'reviews', identityVersion: 1 };

const folder = mkdtempSync(join(tmpdir(), 'marginalia-store-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

export const openMemory = (): WritableStore => new MemoryStore(options);
export const openSqlite = (): WritableStore =>
  openSqliteStore(join(folder, `${++files}.sqlite`), options);

/** Every implementation of `WritableStore`; all pass the same tests. */
export const stores: readonly (readonly [name: string, open: () => WritableStore])[] = [
  ['MemoryStore', openMemory],
  ['SqliteStore', openSqlite],
];

/** Several windows on one store: each call opens another window. */
export const families: readonly (readonly [
  name: string,
  open: () => (window?: string) => WritableStore,
])[] = [
  [
    'MemoryStore',
    () => {
      const beside = new MemoryStore(options);
      return (window) => new MemoryStore({ ...options, beside, ...(window && { window }) });
    },
  ],
  [
    'SqliteStore',
    () => {
      const file = join(folder, `${++files}.sqlite`);
      return (window) => openSqliteStore(file, { ...options, ...(window && { window }) });
    },
  ],
];

/** Wraps a test body so that it gets a new store, which is closed afterwards. */
export function withNew(
  open: () => WritableStore,
  work: (store: WritableStore) => void,
): () => void {
  return () => {
    const store = open();
    try {
      work(store);
    } finally {
      store.close();
    }
  };
}
