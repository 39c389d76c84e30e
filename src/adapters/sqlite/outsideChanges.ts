import type { Database, Statement } from './driver.ts';
import type { StoreNews } from '../../core/store/store.ts';
import { DatabaseFiles } from './databaseFiles.ts';

/** Detects writes of other connections, and an open file that is no longer the one on disk. */
export class OutsideChanges {
  readonly #files: DatabaseFiles;
  readonly #dataVersion: Statement<[], number>;
  #lastVersion: number | undefined;

  constructor(db: Database, file: string) {
    this.#files = new DatabaseFiles(file);
    this.#dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
    this.#lastVersion = this.#dataVersion.get();
  }

  /** @throws StoreLostError if the file is no longer the one on disk */
  check(): void {
    this.#files.check();
  }

  /** Changes since the last call. */
  poll(): StoreNews {
    const why = this.#files.fault();
    if (why !== undefined) return { kind: 'lost', why };
    const before = this.#lastVersion;
    this.#lastVersion = this.#dataVersion.get();
    return { kind: before === this.#lastVersion ? 'same' : 'written' };
  }
}
