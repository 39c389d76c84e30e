import { rename } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '../adapters/sqlite/sqliteStore.ts';
import { identityVersion } from '../core/record.ts';
import type { CodedMessage } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { StoreBusyError, StoreDamagedError, StoreLostError } from '../core/store/storeErrors.ts';
import type { AnswerPlaces, KeptAnswers } from './savedAnswers.ts';

export interface StoreRequest {
  readonly name: string;
  readonly folder: string;
  readonly places: AnswerPlaces;
  readonly window: string;
  /** What to do where the database is gone and copies of it are there; without, that is asked. */
  readonly recover?: 'restore' | 'empty';
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly pause: (ms: number) => Promise<void>;
  /** Told when a lock holds up the opening, and when that is over. */
  readonly onLock?: (waiting: boolean) => void;
}

/** How long the host's thread may stand still for another program's lock, in milliseconds. */
export const busyTimeoutMs = 50;
/** A lock at the opening is waited for as long as one at an answer. */
const maxPauses = 600;

/**
 * Opens a project's database. One that is gone, while copies of it are there, is not made again
 * without being asked for.
 * @returns the store, and what was restored.
 * @throws StoreLostError, which says what could be restored; UserError as `openSqliteStore`.
 */
export async function openStore(
  request: StoreRequest,
): Promise<{ readonly store: SqliteStore; readonly restored?: KeptAnswers }> {
  const { name, folder, places, window, recover, now, pause, onLock } = request;
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-');
  const [newest] = places.kept();
  let restored: KeptAnswers | undefined;
  if (recover === 'restore') restored = await places.restore(stamp);
  else if (recover === 'empty') {
    await places.setAside(stamp);
    const mirror = join(folder, `${name}.labels.jsonl`);
    if (existsSync(mirror)) await rename(mirror, `${mirror}.before-${stamp}`);
  } else if (newest && !places.isThere) {
    throw new StoreLostError(
      message('store.gone', { name, file: places.database, kept: keptMessage(newest) }),
    );
  }
  const options = { project: name, identityVersion, window, busyTimeoutMs };
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
            kept: keptMessage(newest),
          }),
          { cause: error },
        );
      } else throw error;
    }
  }
}

/** "12 answers up to 3/5/2026, 14:05 are kept in the backup." */
export function keptMessage({ answers, until, from }: KeptAnswers): CodedMessage {
  return message('store.answersKept', { answers, until, from });
}
