import { hostname } from 'node:os';
import type { Database, Statement } from './driver.ts';

interface WindowRow {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly seen: number;
}

/** A window that has not reported for this many milliseconds counts as closed. */
const windowTimeoutMs = 15 * 60_000;

/**
 * The table `window`: which windows have the file open. A window whose process has exited counts as
 * closed.
 */
export class WindowTable {
  readonly #put: Statement<[WindowRow]>;
  readonly #remove: Statement<[string]>;
  readonly #all: Statement<[], WindowRow>;
  readonly #host = hostname();

  constructor(db: Database) {
    this.#put = db.prepare('INSERT OR REPLACE INTO window VALUES (@id, @host, @pid, @seen)');
    this.#remove = db.prepare('DELETE FROM window WHERE id = ?');
    this.#all = db.prepare('SELECT * FROM window');
  }

  /** Records that a window of this process is active; removes closed windows. */
  present(id: string, now: number): void {
    for (const row of this.#all.all()) if (!this.#isOpen(row, now)) this.#remove.run(row.id);
    this.#put.run({ id, host: this.#host, pid: process.pid, seen: now });
  }

  remove(id: string): void {
    this.#remove.run(id);
  }

  open(now: number): string[] {
    return this.#all
      .all()
      .filter((row) => this.#isOpen(row, now))
      .map(({ id }) => id);
  }

  #isOpen({ host, pid, seen }: WindowRow, now: number): boolean {
    if (now - seen > windowTimeoutMs) return false;
    return host !== this.#host || isRunning(pid);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that the process runs under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
