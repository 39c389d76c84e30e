import type { HoldoutMetrics } from '../../core/metrics/holdoutMetrics.ts';
import { fromJson, toJson } from '../../core/store/json.ts';
import { noRound } from '../../core/store/refusals.ts';
import type {
  NewRefit,
  RefittedRound,
  RoundChoices,
  RoundHead,
  WritableRefits,
} from '../../core/store/storedRounds.ts';
import type { Database, Statement } from './driver.ts';

interface RefitRow {
  readonly number: number;
  readonly embedding: string;
  readonly at: number;
  readonly seq: number;
  readonly labels: number;
  readonly c: number;
  readonly metrics: string | null;
  readonly choices: string | null;
}

interface HeadRow {
  readonly head: Uint8Array | null;
  readonly head_labels: string | null;
}

const maxParsed = 200;

/** The table `refitted_round`: rounds refitted on later vectors. */
export class RefitTable implements WritableRefits {
  readonly #write: <T>(work: () => T) => T;
  readonly #insert: Statement<[RefitRow & HeadRow]>;
  readonly #setMetrics: Statement<[string, number, string]>;
  readonly #all: Statement<[], RefitRow>;
  readonly #head: Statement<[number, string], HeadRow>;
  /** Parsed JSON by text: read after every answer, and rarely changed. */
  readonly #parsed = new Map<string, HoldoutMetrics>();

  /** @param write runs a transaction */
  constructor(db: Database, write: <T>(work: () => T) => T) {
    this.#write = write;
    this.#insert = db.prepare(
      `INSERT OR REPLACE INTO refitted_round VALUES (@number, @embedding, @at, @seq, @labels, @c,
         @metrics, @head, @head_labels, @choices)`,
    );
    this.#setMetrics = db.prepare(
      'UPDATE refitted_round SET metrics = ? WHERE number = ? AND embedding = ?',
    );
    this.#all = db.prepare(
      `SELECT number, embedding, at, seq, labels, c, metrics, choices FROM refitted_round ORDER BY number, at`,
    );
    this.#head = db.prepare(
      'SELECT head, head_labels FROM refitted_round WHERE number = ? AND embedding = ?',
    );
  }

  add({ metrics, choices, head, ...refit }: NewRefit): void {
    const row = {
      ...refit,
      metrics: metrics ? toJson(metrics) : null,
      choices: choices ? toJson(choices) : null,
      head: head.bytes,
      head_labels: toJson(head.labels),
    };
    this.#write(() => this.#insert.run(row));
  }

  setMetrics(number: number, embedding: string, metrics: HoldoutMetrics): void {
    const { changes } = this.#write(() => this.#setMetrics.run(toJson(metrics), number, embedding));
    if (changes === 0) throw new RangeError(noRound(number));
  }

  all(): RefittedRound[] {
    return this.#all.all().map(({ metrics, choices, ...refit }) => ({
      ...refit,
      ...(metrics !== null && { metrics: this.#metricsOf(metrics) }),
      ...(choices !== null && { choices: fromJson(choices) as RoundChoices }),
    }));
  }

  #metricsOf(text: string): HoldoutMetrics {
    let metrics = this.#parsed.get(text);
    if (!metrics) {
      // Also drops texts that no row contains any longer.
      if (this.#parsed.size >= maxParsed) this.#parsed.clear();
      metrics = fromJson(text) as HoldoutMetrics;
      this.#parsed.set(text, metrics);
    }
    return metrics;
  }

  head(number: number, embedding: string): RoundHead | undefined {
    const row = this.#head.get(number, embedding);
    if (!row?.head) return undefined;
    // Copy into a separate buffer: a Buffer may be a view of a shared pool.
    return { bytes: Uint8Array.from(row.head), labels: fromJson(row.head_labels!) as string[] };
  }
}
