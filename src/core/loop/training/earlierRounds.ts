import type { Round, Store } from '../../store/store.ts';
import type { Write } from '../answers/commits.ts';
import { roundPriorOf } from '../labels/labelWording.ts';
import { Past } from '../answers/journalPast.ts';
import { roundsToRefit } from './segment.ts';
import type { Trainer } from './trainer.ts';

export interface EarlierRoundsOptions {
  readonly store: Store;
  readonly trainer: Trainer;
  readonly write: Write;
  readonly clock: () => number;
  /** Fingerprint of the present embedding; undefined while there is none. */
  readonly embedding: () => string | undefined;
  /** Puts a piece of work behind all others. */
  readonly later: (piece: (signal: AbortSignal) => Promise<void>) => void;
  /** Told when a round has been refitted; `all`: it was the last one. */
  readonly refitted: (all: boolean, signal: AbortSignal) => Promise<void>;
}

/**
 * After a change of the vectors: fits what earlier rounds were trained on once more, on the vectors of today, the
 * newest first, one at a time behind everything else. The curve then speaks of one embedding from its beginning.
 */
export class EarlierRounds {
  readonly #options: EarlierRoundsOptions;
  /** Rounds that cannot be refitted: what they were trained on is gone. */
  readonly #passed = new Set<number>();
  #waits = false;

  constructor(options: EarlierRoundsOptions) {
    this.#options = options;
  }

  begin(): void {
    if (this.#waits || !this.#due()) return;
    this.#waits = true;
    this.#options.later(async (signal) => {
      this.#waits = false;
      const round = this.#due();
      if (!round) return;
      await this.#refit(round, signal);
      await this.#options.refitted(this.#due() === undefined, signal);
      this.begin();
    });
  }

  #due(): Round | undefined {
    const { store, embedding } = this.#options;
    const present = embedding();
    if (present === undefined) return undefined;
    return roundsToRefit(store, present).find(({ number }) => !this.#passed.has(number));
  }

  async #refit({ number, seq }: Round, signal: AbortSignal): Promise<void> {
    const { store, trainer, write, clock } = this.#options;
    const past = new Past(store);
    const now = store.lastSeq();
    const answers = past.answersAt(seq).map((answer) => {
      const label = answer.label === undefined ? undefined : store.currentLabel(answer.label, seq);
      return label === undefined ? answer : { ...answer, label };
    });
    const fit = await trainer.fitBeside(answers, signal);
    if (!fit || fit.embedding !== this.#options.embedding()) {
      if (!fit) this.#passed.add(number);
      return;
    }
    const { c, embedding, trainedOn: labels, bytes, columns } = fit;
    const head = { bytes, labels: columns };
    const prior = roundPriorOf(fit);
    const [metrics] = await trainer.score([
      { ...head, ...(prior && { described: [...prior.described] }) },
    ]);
    const refit = { number, at: clock(), seq: now, labels, c, embedding, head };
    const choices = trainer.choicesOf(fit);
    const told = {
      ...(Object.keys(choices).length > 0 && { choices }),
      ...(metrics && { metrics }),
    };
    await write((into) => into.refits.add({ ...refit, ...told }));
  }
}
