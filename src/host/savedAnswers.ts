import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { copyToEnd } from '../adapters/files/copyToEnd.ts';
import { loadDriver } from '../adapters/sqlite/driver.ts';

/** Another program may lock the file: limits how long the host's thread blocks. */
const readOnly = { readonly: true, timeout: 50 };

/** A copy of a project's database from which its answers can be restored. */
export interface SavedAnswers {
  readonly file: string;
  readonly from: 'window' | 'backup' | 'extension';
  readonly answers: number;
  /** Time of its last event, in milliseconds since 1970; 0 if it has none. */
  readonly until: number;
}

/**
 * The paths of a project's answers: the database, and copies of it inside and outside its folder.
 */
export class AnswerPlaces {
  readonly database: string;
  /** Beside the database. */
  readonly backup: string;
  /** In the extension's own storage, which survives deletion of the project's folder. */
  readonly outside: string;
  /** The content of a database that was deleted while a window had it open. */
  readonly rescued: string;
  readonly #storage: string;

  /**
   * @param projectFile absolute path
   * @param storage the extension's folder for such copies
   */
  constructor(projectFile: string, name: string, storage: string) {
    const data = join(dirname(projectFile), '.marginalia');
    this.database = join(data, `${name}.sqlite`);
    this.backup = join(data, `${name}.backup.sqlite`);
    const key = createHash('sha256').update(projectFile).digest('hex').slice(0, 16);
    this.#storage = storage;
    this.outside = join(storage, `${name}-${key}.sqlite`);
    this.rescued = join(storage, `${name}-${key}.rescued.sqlite`);
  }

  /** Whether the database exists; an empty file does not count. */
  get exists(): boolean {
    return (statSync(this.database, { throwIfNoEntry: false })?.size ?? 0) > 0;
  }

  ensureStorage(): void {
    mkdirSync(this.#storage, { recursive: true });
  }

  /** The copies that hold answers, newest first. */
  copies(): SavedAnswers[] {
    const copies = [
      kept(this.rescued, 'window'),
      kept(this.backup, 'backup'),
      kept(this.outside, 'extension'),
    ];
    return copies
      .flatMap((copy) => (copy && copy.answers > 0 ? [copy] : []))
      .sort((a, b) => b.until - a.until || b.answers - a.answers);
  }

  /**
   * Replaces the database with the newest copy; renames the present file.
   * @returns the copy; undefined if there is none.
   */
  async restore(stamp: string): Promise<SavedAnswers | undefined> {
    const [newest] = this.copies();
    if (!newest) return undefined;
    mkdirSync(dirname(this.database), { recursive: true });
    await this.#moveAside(stamp);
    await copyToEnd(newest.file, `${this.database}.part`);
    await rename(`${this.database}.part`, this.database);
    await rm(this.rescued, { force: true });
    return newest;
  }

  /** Prepares for a new database: renames the copies, so that they are not offered again. */
  async moveCopiesAside(stamp: string): Promise<void> {
    await this.#moveAside(stamp);
    for (const file of [this.rescued, this.backup, this.outside]) await renameAside(file, stamp);
  }

  /** Deletes every copy. */
  async deleteCopies(): Promise<void> {
    for (const file of [this.backup, this.outside, this.rescued]) await rm(file, { force: true });
  }

  async #moveAside(stamp: string): Promise<void> {
    for (const suffix of ['-wal', '-shm', '']) {
      const file = `${this.database}${suffix}`;
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0)
        await renameAside(file, stamp);
      else await rm(file, { force: true });
    }
  }
}

async function renameAside(file: string, stamp: string): Promise<void> {
  if (existsSync(file)) await rename(file, `${file}.before-${stamp}`);
}

/** Summary of a copy; undefined if it is missing or unreadable. */
function kept(file: string, from: SavedAnswers['from']): SavedAnswers | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const db = new (loadDriver())(file, readOnly);
    try {
      const count = `SELECT count(*) FROM answer WHERE kind <> 'none'`;
      const answers = db.prepare<[], number>(count).pluck().get() ?? 0;
      const last = 'SELECT at FROM event ORDER BY seq DESC LIMIT 1';
      const until = db.prepare<[], number>(last).pluck().get() ?? 0;
      return { file, from, answers, until };
    } finally {
      db.close();
    }
  } catch {
    // Unreadable copies do not count.
    return undefined;
  }
}

/**
 * A database whose project file is missing from its folder, with the records that it has answers
 * to.
 */
export interface Orphan {
  readonly name: string;
  readonly answers: number;
  readonly stored: readonly { readonly id: string; readonly sourceId?: string }[];
}

/** Databases beside a project's own whose project files are missing. */
export async function orphansBeside(projectFile: string, name: string): Promise<Orphan[]> {
  const folder = dirname(projectFile);
  const data = join(folder, '.marginalia');
  const files = await readdir(data).catch(() => []);
  return files.flatMap((file) => {
    if (!file.endsWith('.sqlite') || file.endsWith('.backup.sqlite')) return [];
    const otherName = basename(file, '.sqlite');
    if (otherName === name || existsSync(join(folder, `${otherName}.marginalia.json`))) return [];
    const stored = storedIn(join(data, file));
    return stored.length > 0 ? [{ name: otherName, answers: stored.length, stored }] : [];
  });
}

function storedIn(file: string): Orphan['stored'] {
  try {
    const db = new (loadDriver())(file, readOnly);
    try {
      const rows = db
        .prepare<[], { record_id: string; source_id: string | null }>(
          `SELECT record_id, source_id FROM answer WHERE kind <> 'none'`,
        )
        .all();
      return rows.map(({ record_id: id, source_id: sourceId }) => ({
        id,
        ...(sourceId !== null && { sourceId }),
      }));
    } finally {
      db.close();
    }
  } catch {
    return [];
  }
}
