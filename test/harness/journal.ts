import Database from 'better-sqlite3';
import type { LoggedDraw } from '../../src/core/loop/training/drawLog.ts';

export interface WrittenAnswer {
  readonly record: string;
  readonly label: string;
  /** The kind of ask: 'start', 'query', 'explore', 'holdout'. */
  readonly ask: string;
}

/** The content of a project's database, read while the extension runs or afterwards. */
export interface Journal {
  /** Answers in effect, in the order given. */
  readonly answers: readonly WrittenAnswer[];
  readonly holdout: ReadonlySet<string>;
  readonly rounds: readonly {
    readonly labels: number;
    readonly kernel: string;
    readonly embedding: string;
  }[];
  /** Batches drawn with a newly fitted head. */
  readonly refits: number;
  /** Kinds of all events, in order. */
  readonly events: readonly string[];
}

/** @param file `.marginalia/NAME.sqlite` */
export function readJournal(file: string): Journal {
  const database = new Database(file, { readonly: true });
  try {
    const all = (sql: string): unknown[] => database.prepare(sql).all();
    const list = (sql: string): string[] => database.prepare(sql).pluck().all() as string[];
    return {
      answers: all(
        `select record_id as record, label, ask_kind as ask from answer where kind = 'label' order by seq`,
      ) as WrittenAnswer[],
      holdout: new Set(list('select record_id from holdout')),
      rounds: all(
        'select labels, kernel, embedding from round order by number',
      ) as Journal['rounds'][number][],
      refits: list("select value from setting where name like 'draw.%'").filter(
        (draw) => (JSON.parse(draw) as LoggedDraw).fits.length > 0,
      ).length,
      events: list('select kind from event order by seq'),
    };
  } finally {
    database.close();
  }
}
