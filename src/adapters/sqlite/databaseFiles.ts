import { statSync } from 'node:fs';
import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import { StoreLostError } from '../../core/store/storeErrors.ts';

interface FileIdentity {
  readonly path: string;
  readonly dev: bigint;
  readonly ino: bigint;
  size: bigint;
}

/**
 * The files of an open database as found when it was opened. Writes to a file that was deleted,
 * replaced or truncated since would be lost.
 */
export class DatabaseFiles {
  readonly #files: readonly FileIdentity[];

  readonly #file: string;

  /**
   * @param file the database; its write-ahead log and that log's index are watched too if they
   * exist.
   */
  constructor(file: string) {
    this.#file = file;
    this.#files = [file, `${file}-wal`, `${file}-shm`].flatMap((path) => identityOf(path) ?? []);
  }

  /** What happened to the files; undefined if they are intact. */
  fault(): Message | undefined {
    const kind = this.#findFault();
    return kind && message('store.lost', { file: this.#file, fault: kind });
  }

  /** @throws StoreLostError if they were deleted, replaced or truncated. */
  check(): void {
    const why = this.fault();
    if (why !== undefined) throw new StoreLostError(why);
  }

  #findFault(): 'missing' | 'replaced' | 'cut' | undefined {
    for (const [i, file] of this.#files.entries()) {
      const now = identityOf(file.path);
      if (!now) return 'missing';
      if (now.ino !== file.ino || now.dev !== file.dev) return 'replaced';
      if (i > 0) continue;
      // A database never shrinks while it is open; its log does, at every checkpoint.
      if (now.size < file.size) return 'cut';
      file.size = now.size;
    }
    return undefined;
  }
}

function identityOf(path: string): FileIdentity | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && { path, dev: stat.dev, ino: stat.ino, size: stat.size };
}
