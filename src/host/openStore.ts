import { rename } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '../adapters/sqlite/sqliteStore.ts';
import { identityVersion } from '../core/record.ts';
import type { Localize } from '../core/localize.ts';
import { StoreBusyError, StoreDamagedError, StoreLostError } from '../core/store/storeErrors.ts';
import type { AnswerPlaces, KeptAnswers } from './savedAnswers.ts';

export interface StoreRequest {
  readonly name: string;
  readonly folder: string;
  readonly places: AnswerPlaces;
  readonly window: string;
  /** What to do where the database is gone and copies of it are there; without, that is asked. */
  readonly recover?: 'restore' | 'empty';
  readonly localize: Localize;
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
 * @throws StoreLostError, whose sentence says what could be restored; UserError as `openSqliteStore`.
 */
export async function openStore(
  request: StoreRequest,
): Promise<{ readonly store: SqliteStore; readonly restored?: KeptAnswers }> {
  const { name, folder, places, window, recover, localize, now, pause, onLock } = request;
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
      localize(
        'The answers of {0} are gone from the disk: {1} is not there. {2} Restore Answers brings them back; Start Empty begins a new database.',
        name,
        places.database,
        inWords(newest, localize),
      ),
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
          localize(
            '{0} is damaged. {1} Restore Answers brings them back; Start Empty begins a new database. The damaged file is kept beside it.',
            places.database,
            inWords(newest, localize),
          ),
          { cause: error },
        );
      } else throw error;
    }
  }
}

/** "12 answers up to 3/5/2026, 14:05 are kept in the backup." */
export function inWords({ answers, until, from }: KeptAnswers, localize: Localize): string {
  const time = new Date(until).toLocaleString();
  if (from === 'window') {
    return localize(
      '{0} answers up to {1} are kept from the window that had them open.',
      answers,
      time,
    );
  }
  return from === 'backup'
    ? localize('{0} answers up to {1} are kept in the backup in .marginalia.', answers, time)
    : localize("{0} answers up to {1} are kept in the extension's own backup.", answers, time);
}
