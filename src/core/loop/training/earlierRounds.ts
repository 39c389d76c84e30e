import type { Store } from '../../store/store.ts';
import type { Round } from '../../store/storedRounds.ts';
import type { Write } from '../journal/writeQueue.ts';
import { JournalPast } from './journalPast.ts';
import { roundsToRefit } from './segment.ts';
import type { EngineAccess } from '../engine/engineAccess.ts';
import type { LoopEvents } from '../loopEvents.ts';
import type { TaskQueue } from '../taskQueue.ts';
import type { Rounds } from './rounds.ts';
import type { Trainer } from './trainer.ts';

export interface EarlierRoundsOptions {
  readonly store: Store;
  readonly trainer: Trainer;
  readonly write: Write;
  readonly clock: () => number;
  readonly rounds: Rounds;
  readonly access: Pick<EngineAccess, 'embedding'>;
  readonly work: Pick<TaskQueue, 'schedule'>;
  readonly events: Pick<LoopEvents, 'roundRefitted'>;
}

/**
 * After a vector change, behind all other work: refits earlier rounds on the current vectors, newest first,
 * one at a time, so that the whole learning curve uses one embedding; and rescores the originals on later
 * hold-out answers.
 */
export class EarlierRounds {
  readonly #options: EarlierRoundsOptions;
  /** Rounds that cannot be refitted because the answers that they were trained on are gone. */
  readonly #skipped = new Set<number>();
  #isScheduled = false;

  constructor(options: EarlierRoundsOptions) {
    this.#options = options;
  }

  begin(): void {
    if (this.#isScheduled || !(this.#due() || this.#areBehind())) return;
    const { work, events, rounds, access } = this.#options;
    this.#isScheduled = true;
    work.schedule(async (signal) => {
      this.#isScheduled = false;
      const round = this.#due();
      if (round) {
        await this.#refit(round, signal);
        await events.roundRefitted.reached(this.#due() === undefined, signal);
      } else if (access.embedding !== undefined && this.#areBehind()) {
        await rounds.rescoreEarlier(access.embedding, signal);
      } else {
        return;
      }
      this.begin();
    });
  }

  /** Whether originals on other vectors were scored on other answers than those of now. */
  #areBehind(): boolean {
    const { access, rounds } = this.#options;
    return access.embedding !== undefined && rounds.earlierAreBehind(access.embedding);
  }

  #due(): Round | undefined {
    const { store, access } = this.#options;
    const { embedding } = access;
    if (embedding === undefined) return undefined;
    return roundsToRefit(store, embedding).find(({ number }) => !this.#skipped.has(number));
  }

  async #refit({ number, seq }: Round, signal: AbortSignal): Promise<void> {
    const { store, trainer, rounds, access, write, clock } = this.#options;
    const past = new JournalPast(store);
    const now = store.lastSeq();
    const answers = past.answersAt(seq).map((answer) => {
      const label = answer.label === undefined ? undefined : store.currentLabel(answer.label, seq);
      return label === undefined ? answer : { ...answer, label };
    });
    const fit = await trainer.fitSeparately(answers, signal);
    if (!fit || fit.embedding !== access.embedding) {
      if (!fit) this.#skipped.add(number);
      return;
    }
    const { c, embedding, trainedOn: labels, bytes, columns } = fit;
    const head = { bytes, labels: columns };
    const choices = rounds.choicesOf(fit);
    const { prior, temperature } = choices;
    const [metrics] = await rounds.score([
      {
        ...head,
        ...(prior && { described: [...prior.described] }),
        ...(temperature !== undefined && { temperature }),
      },
    ]);
    const refit = { number, at: clock(), seq: now, labels, c, embedding, head };
    const scored = {
      ...(Object.keys(choices).length > 0 && { choices }),
      ...(metrics && { metrics }),
    };
    await write((into) => into.refits.add({ ...refit, ...scored }));
  }
}
