import { renameSync, rmSync } from 'node:fs';
import type { SqliteStore } from '../adapters/sqlite/sqliteStore.ts';
import { CancelledError } from '../core/errors.ts';
import type { WriteQueue } from '../core/loop/journal/writeQueue.ts';
import type { AnswerPlaces } from './savedAnswers.ts';

/** Quiet time after the last event before maintenance, in milliseconds. */
const idleMs = 5000;
/** Interval of the checks for other windows and the disk, which also precede every answer. */
const pollMs = 1000;
/** Interval at which a window reports that it is open. */
const heartbeatMs = 5 * 60_000;
/** Events between backups on idle; a small database is backed up after every event. */
const backupEvery = 50;
const smallBytes = 4 * 1024 * 1024;

export interface StoreMaintenanceOptions {
  readonly store: SqliteStore;
  readonly writeQueue: Pick<WriteQueue, 'run'>;
  readonly places: AnswerPlaces;
  readonly poll: () => void;
  readonly log: (level: 'info' | 'warning' | 'error', message: string) => void;
  readonly sizeOf: () => number;
}

/**
 * Maintains the store of an open project: other windows, backups, and the presence of the file on
 * disk.
 */
export class StoreMaintenance {
  readonly #options: StoreMaintenanceOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  #idle: NodeJS.Timeout | undefined;
  #seq: number;
  #backedUpSeq: number;
  #work: Promise<void> = Promise.resolve();
  #lost = false;
  #closed = false;

  constructor(options: StoreMaintenanceOptions) {
    this.#options = options;
    this.#seq = this.#backedUpSeq = options.store.lastSeq();
    this.#every(pollMs, () => {
      if (!this.#lost) options.poll();
    });
    this.#every(heartbeatMs, async () => {
      if (!this.#lost) await options.writeQueue.run((into) => into.present());
    });
    this.#schedule();
  }

  /**
   * Checks a database that was too large to check at the opening, yielding to the event loop.
   * @throws StoreDamagedError
   */
  async check(): Promise<void> {
    const { store, writeQueue, log } = this.#options;
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const repaired = await store.maintenance.checkInTurns(async () => {
      await turn();
      if (this.#closed || this.#lost) throw new CancelledError();
    }, writeQueue.run);
    if (repaired) log('warning', 'The answers differed from their journal and were derived again.');
  }

  /** Schedules maintenance; call after every change of the view. */
  changed(): void {
    if (this.#lost) return;
    const seq = this.#options.store.lastSeq();
    if (seq === this.#seq) return;
    this.#seq = seq;
    this.#schedule();
  }

  /**
   * After the database was deleted: writes this window's open copy where the next opening finds it.
   */
  rescue(): void {
    this.#lost = true;
    const { store, places, log } = this.#options;
    const part = `${places.rescued}.part`;
    try {
      places.ensureStorage();
      rmSync(part, { force: true });
      store.maintenance.rescue(part);
      // Another window may have written its copy: replace it only with a complete one.
      renameSync(part, places.rescued);
    } catch (error) {
      rmSync(part, { force: true });
      log('warning', `What was open could not be copied: ${String(error)}`);
    }
  }

  /** Stops maintenance; backs up what is not backed up yet. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    for (const timer of this.#timers) clearInterval(timer);
    await this.#work;
    if (!this.#lost) await this.#backUp(this.#isSmall ? 1 : backupEvery);
  }

  #every(ms: number, work: () => unknown): void {
    const timer = setInterval(() => void this.#logErrors(work), ms);
    timer.unref();
    this.#timers.push(timer);
  }

  #schedule(): void {
    clearTimeout(this.#idle);
    if (this.#closed) return;
    this.#idle = setTimeout(() => {
      this.#work = this.#work.then(() => this.#maintain());
    }, idleMs);
    this.#idle.unref();
  }

  async #maintain(): Promise<void> {
    const { store, writeQueue } = this.#options;
    await this.#backUp(this.#isSmall ? 1 : backupEvery);
    if (this.#closed || this.#lost) return;
    await this.#logErrors(async () => {
      store.maintenance.checkpoint();
      if (await writeQueue.run(() => store.maintenance.fillChecksums())) this.#schedule();
      if (await writeQueue.run(() => store.maintenance.removeHidden())) this.#schedule();
    });
  }

  get #isSmall(): boolean {
    return this.#options.sizeOf() <= smallBytes;
  }

  async #backUp(after: number): Promise<void> {
    const { store, places, log } = this.#options;
    if (this.#seq - this.#backedUpSeq < after) return;
    const seq = this.#seq;
    try {
      places.ensureStorage();
      await store.maintenance.backUp(places.outside);
      await store.maintenance.backUp(places.backup);
      this.#backedUpSeq = seq;
    } catch (error) {
      log('warning', `No backup was made: ${String(error)}`);
    }
  }

  async #logErrors(work: () => unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      // A lock that persists, or a deleted file, is reported on the next answer.
      this.#options.log('info', String(error));
    }
  }
}
