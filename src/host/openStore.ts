import { rename } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../adapters/sqlite/openSqliteStore.ts';
import type { SqliteStore } from '../adapters/sqlite/sqliteStore.ts';
import { identityVersion } from '../core/record.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { StoreBusyError, StoreDamagedError, StoreLostError } from '../core/store/storeErrors.ts';
import type { AnswerPlaces, SavedAnswers } from './savedAnswers.ts';

export interface StoreRequest {
  readonly name: string;
  readonly folder: string;
  readonly places: AnswerPlaces;
  readonly window: string;
  /** See `SqliteStoreOptions`. */
  readonly isGuest?: boolean;
  /**
   * What to do if the database is gone and copies exist; if omitted, throws to let the user choose.
   */
  readonly recover?: 'restore' | 'empty';
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly pause: (ms: number) => Promise<void>;
  /** Called when a lock delays the opening and when it is released. */
  readonly onLock?: (waiting: boolean) => void;
}

/** How long another program's lock may block the host's thread, in milliseconds. */
export const busyTimeoutMs = 50;
/** Opening waits for a lock as long as answering does. */
const maxPauses = 600;

/**
 * Opens a project's database. A missing one is not created silently if copies of it exist.
 * @returns the store, and what was restored.
 * @throws StoreLostError, which lists what can be restored; UserError as `openSqliteStore`.
 */
export async function openStore(
  request: StoreRequest,
): Promise<{ readonly store: SqliteStore; readonly restored?: SavedAnswers }> {
  const { name, folder, places, window, recover, now, pause, onLock } = request;
  const { isGuest = false } = request;
  const timestamp = new Date(now).toISOString().replace(/[:.]/g, '-');
  const [newest] = places.copies();
  let restored: SavedAnswers | undefined;
  if (recover === 'restore') restored = await places.restore(timestamp);
  else if (recover === 'empty') {
    await places.moveCopiesAside(timestamp);
    const mirror = join(folder, `${name}.labels.jsonl`);
    if (existsSync(mirror)) await rename(mirror, `${mirror}.before-${timestamp}`);
  } else if (newest && !places.exists) {
    throw new StoreLostError(
      message('store.gone', { name, file: places.database, kept: savedAnswersMessage(newest) }),
    );
  }
  const options = { project: name, identityVersion, window, busyTimeoutMs, isGuest };
  for (let pauses = 0; ; pauses++) {
    try {
      const store = openSqliteStore(places.database, options);
      if (pauses > 0) onLock?.(false);
      return restored ? { store, restored } : { store };
    } catch (error) {
      if (error instanceof StoreBusyError && pauses < maxPauses) {
        if (pauses === 0) onLock?.(true);
        await pause(100);
      } else if (error instanceof StoreDamagedError && newest) {
        throw new StoreLostError(
          message('store.damagedButKept', {
            file: places.database,
            kept: savedAnswersMessage(newest),
          }),
          { cause: error },
        );
      } else throw error;
    }
  }
}

/** "12 answers up to 3/5/2026, 14:05 are kept in the backup." */
export function savedAnswersMessage({ answers, until, from }: SavedAnswers): Message {
  return message('store.answersKept', { answers, until, from });
}
