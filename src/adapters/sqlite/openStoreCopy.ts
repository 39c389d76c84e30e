import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Store } from '../../core/store/store.ts';
import { copyDatabase } from './copyDatabase.ts';
import { openSqliteStore } from './openSqliteStore.ts';
import type { SqliteStoreOptions } from './sqliteStore.ts';

/** A snapshot of a store for reading; it does not see later writes. */
export interface StoreCopy {
  readonly store: Store;
  /** Deletes the copy. */
  readonly close: () => void;
}

/**
 * Opens the current state of a project's store for reading: a copy in a temporary folder, migrated
 * if an earlier version wrote it. Leaves the original and its folder unchanged, even while windows
 * have it open; see `copyDatabase` for where it must not be called.
 * @throws UserError as `copyDatabase` and `openSqliteStore`
 */
export async function openStoreCopy(
  file: string,
  options: Pick<SqliteStoreOptions, 'project' | 'identityVersion' | 'migrations'>,
): Promise<StoreCopy> {
  const folder = mkdtempSync(join(tmpdir(), 'marginalia-copy-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(file));
    await copyDatabase(file, copy);
    // The original may be write-protected.
    chmodSync(copy, 0o600);
    const store = openSqliteStore(copy, { ...options, original: file });
    return {
      store,
      close: () => {
        store.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
