import type { JournalEvent } from '../../core/store/events.ts';
import { isStepEvent } from '../../core/store/timeline.ts';
import type { Database, Statement } from './driver.ts';

/** The table `step`: which steps are in effect, which can be redone. Derived from the journal. */
export class StepTable {
  readonly #lastDone: Statement<[], number>;
  readonly #firstUndone: Statement<[], number>;
  readonly #isDone: Statement<[number], number>;
  readonly #begin: Statement<[number]>;
  readonly #set: Statement<['done' | 'undone', number]>;
  readonly #drop: Statement<[]>;
  readonly #clear: Statement<[]>;

  constructor(db: Database) {
    this.#lastDone = db
      .prepare<[], number>(`SELECT seq FROM step WHERE state = 'done' ORDER BY seq DESC LIMIT 1`)
      .pluck();
    // Undo takes the last first, so the one last taken back is the first of those that are left.
    this.#firstUndone = db
      .prepare<[], number>(`SELECT seq FROM step WHERE state = 'undone' ORDER BY seq LIMIT 1`)
      .pluck();
    this.#isDone = db
      .prepare<[number], number>(`SELECT 1 FROM step WHERE seq = ? AND state = 'done'`)
      .pluck();
    this.#begin = db.prepare(`INSERT OR IGNORE INTO step VALUES (?, 'done')`);
    this.#set = db.prepare('UPDATE step SET state = ? WHERE seq = ?');
    this.#drop = db.prepare(`UPDATE step SET state = 'dropped' WHERE state = 'undone'`);
    this.#clear = db.prepare('DELETE FROM step');
  }

  get lastDone(): number | undefined {
    return this.#lastDone.get();
  }

  get firstUndone(): number | undefined {
    return this.#firstUndone.get();
  }

  isDone(step: number): boolean {
    return this.#isDone.get(step) !== undefined;
  }

  /** Follows one more event of the journal. */
  add(event: JournalEvent): void {
    if (!isStepEvent(event)) {
      this.#set.run(event.kind === 'undo' ? 'undone' : 'done', event.undoes);
    } else if (event.seq === event.step) {
      this.#drop.run();
      this.#begin.run(event.step);
    }
  }

  clear(): void {
    this.#clear.run();
  }
}
