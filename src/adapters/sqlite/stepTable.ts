import type { JournalEvent } from '../../core/store/events.ts';
import { isReversal, isWriter, ownerOf } from '../../core/store/timeline.ts';
import type { Database, Statement } from './driver.ts';

/**
 * Steps that a window has undone; excludes incomplete ones, which are undone only until complete.
 */
const undone = `state = 'undone' AND coalesce(undone_by, '') NOT LIKE 'writing:%'`;

/**
 * The table `step`: which steps are in effect, which can be redone, and which window made them.
 * Derived from the journal by the rules of `Timeline`.
 */
export class StepTable {
  readonly #lastDone: Statement<[], number>;
  readonly #lastOf: Statement<[string], number>;
  readonly #lastOfAny: Statement<[], number>;
  readonly #lastOfClosed: Statement<[string], number>;
  readonly #undone: Statement<[OwnWindow], number>;
  readonly #undoneByClosed: Statement<[string], number>;
  readonly #isDone: Statement<[number], number>;
  readonly #begin: Statement<[number, string | null]>;
  readonly #set: Statement<['done' | 'undone', string | null, number, number]>;
  readonly #drop: Statement<[OwnWindow]>;
  readonly #own: Statement<[string | null, number]>;
  readonly #row: Statement<[number], StepRow & { readonly undone_by: string | null }>;
  readonly #clear: Statement<[]>;
  readonly #all: Statement<[], StepRow>;

  constructor(db: Database) {
    const number = <P extends unknown[]>(sql: string): Statement<P, number> =>
      db.prepare<P, number>(sql).pluck();
    // The plus disables the index on the state: the wanted step is among the latest.
    this.#lastDone = number(`SELECT seq FROM step WHERE +state = 'done' ORDER BY seq DESC LIMIT 1`);
    this.#lastOf = number(`SELECT max(seq) FROM step WHERE state = 'done' AND window = ?`);
    this.#lastOfAny = number(`SELECT max(seq) FROM step WHERE state = 'done' AND window IS NULL`);
    this.#lastOfClosed = number(
      `SELECT seq FROM step WHERE +state = 'done'
         AND window NOT IN (SELECT value FROM json_each(?)) ORDER BY seq DESC LIMIT 1`,
    );
    this.#undone = number(
      `SELECT seq FROM step WHERE ${undone}
         AND (undone_by IS NULL OR @mine IS NULL OR undone_by = @mine) ORDER BY undone_at DESC LIMIT 1`,
    );
    this.#undoneByClosed = number(
      `SELECT seq FROM step WHERE ${undone}
         AND undone_by NOT IN (SELECT value FROM json_each(?))
         AND undone_at > (SELECT max(seq) FROM step WHERE coalesce(window, '') NOT LIKE 'writing:%')
       ORDER BY undone_at DESC LIMIT 1`,
    );
    this.#isDone = number(`SELECT 1 FROM step WHERE seq = ? AND state = 'done'`);
    this.#begin = db.prepare(`INSERT OR IGNORE INTO step VALUES (?, 'done', ?, NULL, NULL)`);
    this.#set = db.prepare('UPDATE step SET state = ?, undone_by = ?, undone_at = ? WHERE seq = ?');
    this.#drop = db.prepare(
      `UPDATE step SET state = 'dropped' WHERE ${undone}
         AND (undone_by IS NULL OR @mine IS NULL OR undone_by = @mine)`,
    );
    this.#own = db.prepare('UPDATE step SET window = ? WHERE seq = ?');
    this.#row = db.prepare('SELECT seq, state, window, undone_by FROM step WHERE seq = ?');
    this.#clear = db.prepare('DELETE FROM step');
    this.#all = db.prepare('SELECT seq, state, window FROM step ORDER BY seq');
  }

  /** The last step in effect, by any window. */
  get lastDone(): number | undefined {
    return this.#lastDone.get();
  }

  /** The step that undo would reverse; see `Timeline.nextUndo`. */
  nextUndo(mine: string | undefined, open: () => readonly string[]): number | undefined {
    if (mine === undefined) return this.lastDone;
    const own = Math.max(this.#lastOf.get(mine) ?? 0, this.#lastOfAny.get() ?? 0);
    return own > 0 ? own : this.#lastOfClosed.get(JSON.stringify(open()));
  }

  /** The step that redo would restore; see `Timeline.nextRedo`. */
  nextRedo(mine: string | undefined, open: () => readonly string[]): number | undefined {
    return (
      this.#undone.get({ mine: mine ?? null }) ?? this.#undoneByClosed.get(JSON.stringify(open()))
    );
  }

  isDone(step: number): boolean {
    return this.#isDone.get(step) !== undefined;
  }

  /** The author of a step that is being written in parts, or was left incomplete. */
  writer(step: number): string | undefined {
    const { state, undone_by: by } = this.#row.get(step) ?? {};
    return state === 'undone' && by != null && isWriter(by) ? by : undefined;
  }

  /** Whether a step can never take effect again. */
  isDropped(step: number): boolean {
    return this.#row.get(step)?.state === 'dropped';
  }

  /** Every step with its state, in order. */
  all(): StepRow[] {
    return this.#all.all();
  }

  /** Applies one more event of the journal. */
  add(event: JournalEvent): void {
    if (event.kind === 'vectors') return;
    const window = event.window ?? null;
    if (isReversal(event)) {
      this.#set.run(event.kind === 'undo' ? 'undone' : 'done', window, event.seq, event.undoes);
      if (event.kind === 'undo' || !isWriter(window)) return;
      const mine = ownerOf(event.window) ?? null;
      this.#own.run(mine, event.undoes);
      this.#drop.run({ mine });
    } else if (event.seq === event.step) {
      // A step in parts drops undone steps only when it is complete.
      if (!isWriter(window)) this.#drop.run({ mine: window });
      this.#begin.run(event.step, window);
    }
  }

  clear(): void {
    this.#clear.run();
  }
}

interface OwnWindow {
  readonly mine: string | null;
}

interface StepRow {
  readonly seq: number;
  readonly state: 'done' | 'undone' | 'dropped';
  readonly window: string | null;
}
