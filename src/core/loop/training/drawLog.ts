import type { StrategySettings } from '../../query/parseStrategy.ts';
import { recordIdOf, type RecordId } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import type { Write } from '../journal/writeQueue.ts';
import { wordingOf } from '../labels/labelWording.ts';
import type { FitParams, FitSummary } from '../../engine/modelApi.ts';

/** A refit, with everything needed to repeat it. */
export interface LoggedFit {
  /** Journal position of the answers that it was fitted on. */
  readonly at: number;
  /** The label set at that time; omitted: that of the batch. */
  readonly labels?: readonly string[];
  readonly kind: FitParams['kind'];
  readonly members: number;
  readonly c: number;
  /** Strength s of the label prior, and the fingerprint of its texts; see `wordingOf`. */
  readonly prior?: { readonly strength: number; readonly wording: string };
  readonly classWeight: FitParams['classWeight'];
  readonly seed: number;
  /** Whether it started from the previous refit's head. */
  readonly warm: boolean;
  /** In multi-label projects; omitted: the project's. */
  readonly decide?: NonNullable<FitParams['decide']>;
  readonly trainedOn: number;
  readonly kernel: string;
  readonly embedding: string;
}

/** A batch, with everything needed to draw it again. */
export interface LoggedDraw {
  readonly version: 1;
  /** Refits since the previous batch, in order; the last one's head drew this batch. */
  readonly fits: readonly LoggedFit[];
  /** Journal position at the request: records answered by then were excluded. */
  readonly at: number;
  /** Journal position from which it was in effect. */
  readonly inEffectFrom: number;
  /** Records ahead at that time, excluded as well. */
  readonly ahead: readonly RecordId[];
  /** Journal position of the vectors it was drawn with; undefined for a draw without vectors. */
  readonly vectors?: number;
  /** Undefined for records drawn at random without vectors. */
  readonly settings?: StrategySettings;
  readonly labels: readonly string[];
  readonly count: number;
  readonly seed: number;
  /** See `digestOf`. */
  readonly picks: string;
  /** The picks themselves if the pool was still being indexed, since a replay cannot reproduce the draw. */
  readonly given?: readonly RecordId[];
}

const name = (number: number): string => `draw.${number}`;
const wordingSetting = (wording: string): string => `wording.${wording}`;

/**
 * What a replay needs besides the journal: which refits used which answers, which head drew which batch, and
 * which records were ahead. One entry per batch, in the store's settings.
 */
export class DrawLog {
  readonly #store: Store;
  readonly #write: Write;
  #fits: LoggedFit[] = [];
  /** Label texts by fingerprint, so that they are written once instead of with every refit. */
  readonly #wordings = new Map<string, readonly string[]>();
  #next: number | undefined;

  /** @param write waits for locks */
  constructor(store: Store, write: Write) {
    this.#store = store;
    this.#write = write;
  }

  /** Holds the fit until the next batch is logged; without one it has no effect and needs no replay. */
  addFit(at: number, params: FitParams, fit: FitSummary): void {
    const { kind, members, classWeight, seed, labels, decide } = params;
    const { c, warm, trainedOn, kernel, embedding } = fit;
    const how = { kind, members, c, ...this.#priorOf(fit), classWeight, seed, warm };
    const rule = decide && { decide };
    this.#fits.push({ at, labels, ...how, ...rule, trainedOn, kernel, embedding });
  }

  /** Records a batch, before any of its records is asked. */
  async addDraw(draw: Omit<LoggedDraw, 'version' | 'fits' | 'inEffectFrom'>): Promise<void> {
    const fits = this.#fits;
    const later: LoggedFit[] = [];
    this.#fits = later;
    const entry: LoggedDraw = {
      version: 1,
      fits,
      inEffectFrom: this.#store.lastSeq(),
      ...draw,
    };
    const wordings = [...this.#wordings];
    try {
      await this.#write((into) => {
        for (const [wording, texts] of wordings) {
          const setting = wordingSetting(wording);
          if (into.setting(setting) === undefined) into.setSetting(setting, texts);
        }
        into.setSetting(name(this.#free()), entry);
      });
    } catch (error) {
      // The fits now belong to the next batch, unless the head has been lost since.
      if (this.#fits === later) this.#fits = [...fits, ...later];
      throw error;
    }
    for (const [wording] of wordings) this.#wordings.delete(wording);
  }

  #priorOf({ prior }: FitSummary): Pick<LoggedFit, 'prior'> {
    if (!prior) return {};
    const wording = wordingOf(prior.texts);
    this.#wordings.set(wording, prior.texts);
    return { prior: { strength: prior.strength, wording } };
  }

  /** The engine has lost its head: the next fit starts afresh, so the fits before it need no replay. */
  headLost(): void {
    this.#fits = [];
  }

  /** All draws, in order. */
  static *read(store: Store): Generator<LoggedDraw> {
    for (let number = 1; ; number++) {
      const entry = store.setting(name(number)) as LoggedDraw | undefined;
      if (!entry) return;
      yield entry;
    }
  }

  /** The label texts at a refit. */
  static textsOf(store: Store, { wording }: NonNullable<LoggedFit['prior']>): string[] {
    return store.setting(wordingSetting(wording)) as string[];
  }

  /** The first number without an entry; other windows write too. */
  #free(): number {
    const taken = (number: number): boolean => this.#store.setting(name(number)) !== undefined;
    if (this.#next === undefined) {
      let low = 0;
      let high = 1;
      while (taken(high)) [low, high] = [high, 2 * high];
      // `low` is taken (or 0), `high` is free.
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (taken(middle)) low = middle;
        else high = middle;
      }
      this.#next = high;
    }
    while (taken(this.#next)) this.#next++;
    return this.#next;
  }
}

/** A 128-bit fingerprint of the ids of a batch in their order. */
export function digestOf(ids: readonly RecordId[]): string {
  return recordIdOf(ids.join(','));
}
