import { fromJson, toJson } from '../../core/store/json.ts';
import type { NewRound, Round, RoundChoices, RoundHead } from '../../core/store/storedRounds.ts';
import { roundQuery, writtenStrategy } from '../../core/store/strategyText.ts';
import type { Database, Statement } from './driver.ts';
import type { HoldoutMetrics } from '../../core/metrics/holdoutMetrics.ts';

interface RoundRow {
  readonly number: number;
  readonly at: number;
  readonly labels: number;
  readonly seq: number;
  readonly in_effect_from: number | null;
  readonly strategy: string;
  readonly seed: number;
  readonly kernel: string;
  readonly c: number;
  readonly embedding: string;
  readonly metrics: string | null;
  readonly choices: string | null;
  readonly task: 'multi' | 'spans' | null;
}

/** The column `choices`. Rounds of earlier versions have the strategy only as text. */
type ChoicesJson = RoundChoices & Partial<Pick<Round, 'query' | 'start'>>;

interface HeadRow {
  readonly head: Uint8Array | null;
  readonly head_labels: string | null;
}

/** The table `round`, with the bytes of each round's head. */
export class RoundTable {
  readonly #insert: Statement<[RoundRow & HeadRow]>;
  readonly #setMetrics: Statement<[string, number]>;
  readonly #all: Statement<[], RoundRow>;
  readonly #head: Statement<[number], HeadRow>;
  readonly #count: Statement<[], number>;
  /** Parsed metrics by round: read after every answer, and rarely changed. */
  readonly #parsed = new Map<number, { readonly text: string; readonly metrics: HoldoutMetrics }>();

  constructor(db: Database) {
    this.#insert = db.prepare(
      `INSERT INTO round VALUES (@number, @at, @labels, @seq, @in_effect_from, @strategy, @seed,
         @kernel, @c, @embedding, @metrics, @head, @head_labels, @choices, @task)`,
    );
    this.#setMetrics = db.prepare('UPDATE round SET metrics = ? WHERE number = ?');
    this.#all = db.prepare(
      `SELECT number, at, labels, seq, in_effect_from, strategy, seed, kernel, c, embedding, metrics,
         choices, task
       FROM round ORDER BY number`,
    );
    this.#head = db.prepare('SELECT head, head_labels FROM round WHERE number = ?');
    this.#count = db.prepare<[], number>('SELECT count(*) FROM round').pluck();
  }

  count(): number {
    return this.#count.get()!;
  }

  insert({ inEffectFrom, metrics, head, choices, task, query, start, ...round }: NewRound): void {
    this.#insert.run({
      ...round,
      strategy: writtenStrategy(query, start ? 'start' : 'query'),
      in_effect_from: inEffectFrom ?? null,
      metrics: metrics ? toJson(metrics) : null,
      choices: toJson({ ...choices, query, ...(start && { start }) } satisfies ChoicesJson),
      task: task ?? null,
      head: head?.bytes ?? null,
      head_labels: head ? toJson(head.labels) : null,
    });
  }

  /** Returns false if there is no such round. */
  setMetrics(number: number, metrics: HoldoutMetrics): boolean {
    return this.#setMetrics.run(toJson(metrics), number).changes === 1;
  }

  all(): Round[] {
    return this.#all
      .all()
      .map(({ in_effect_from, metrics, choices, task, strategy, ...round }) => ({
        ...round,
        ...chosen(choices, strategy),
        ...(in_effect_from !== null && { inEffectFrom: in_effect_from }),
        ...(metrics !== null && { metrics: this.#metricsOf(round.number, metrics) }),
        ...(task !== null && { task }),
      }));
  }

  #metricsOf(number: number, text: string): HoldoutMetrics {
    const known = this.#parsed.get(number);
    // Another window may have written other metrics: compare the text.
    if (known?.text === text) return known.metrics;
    const metrics = fromJson(text) as HoldoutMetrics;
    this.#parsed.set(number, { text, metrics });
    return metrics;
  }

  head(number: number): RoundHead | undefined {
    const row = this.#head.get(number);
    if (!row?.head) return undefined;
    // Copy into a separate buffer: a Buffer may be a view of a shared pool.
    return { bytes: Uint8Array.from(row.head), labels: fromJson(row.head_labels!) as string[] };
  }
}

function chosen(json: string | null, strategy: string): Pick<Round, 'query' | 'start' | 'choices'> {
  const { query, start, ...choices } = (json === null ? {} : fromJson(json)) as ChoicesJson;
  return {
    ...(query ? { query, ...(start && { start }) } : roundQuery(strategy)),
    ...(Object.keys(choices).length > 0 && { choices }),
  };
}
