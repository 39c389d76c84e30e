import type { Store } from '../../store/store.ts';
import type { AskQueue } from '../queue/askQueue.ts';
import { defaultsInEffect } from './defaultsInEffect.ts';
import type { BatchSource } from '../queue/batchSource.ts';
import type { Insights } from '../insights/insights.ts';
import type { Trainer } from './trainer.ts';

export interface LearningOptions {
  readonly store: Store;
  readonly queue: AskQueue;
  readonly batches: BatchSource;
  readonly trainer: Trainer;
  readonly insights: Insights;
  readonly vectors: {
    /** Fingerprint; undefined while there are none. */
    readonly embedding: string | undefined;
    /** Embeds the pool by the weight that was chosen last, and has everything learnt anew. */
    reweigh(signal: AbortSignal): Promise<void>;
  };
  /** Told when everything answered so far is being learnt. */
  readonly began: () => void;
  /** Told when a head is there and its batch asked from. @param isRound whether it was recorded */
  readonly learnt: (isRound: boolean) => Promise<void>;
}

/** A refit and what follows from it: another batch, a round where one is due, and what the rounds say. */
export class Learning {
  readonly #options: LearningOptions;
  readonly #listeners = new Set<(fit: Promise<unknown>) => void>();

  constructor(options: LearningOptions) {
    this.#options = options;
  }

  /** Calls `listener` with every fit when it begins. @returns how to stop */
  onFit(listener: (fit: Promise<unknown>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What was answered is learnt at once; a batch drawn without that head is dropped. */
  async anew(signal: AbortSignal): Promise<void> {
    const { batches, trainer, vectors } = this.#options;
    const present = vectors.embedding;
    if (present === undefined) return;
    if (batches.strategy.headAllowed && (await this.refit(signal, false))) return;
    await this.drawAnew(signal);
    await trainer.rescore(present);
  }

  /** @param always records a round whether it is due or not @returns whether there is a head */
  async refit(signal: AbortSignal, always: boolean): Promise<boolean> {
    const { store, batches, trainer, insights, vectors, began, learnt } = this.#options;
    const seq = store.lastSeq();
    began();
    const fitting = trainer.refit(signal);
    for (const listener of this.#listeners) listener(fitting);
    const fit = await fitting;
    if (!fit) return false;
    if (fit.weight && fit.weight.embedding !== fit.embedding) {
      // What is asked next is drawn by the new vectors, on which this comes here once more.
      await vectors.reweigh(signal);
      return true;
    }
    const strategy = batches.strategy.describe;
    await this.drawAnew(signal);
    const made = { seq, inEffectFrom: store.lastSeq() };
    await trainer.rescore(fit.embedding);
    const isRound = await trainer.recordRound(fit, made, strategy, always);
    if (isRound || insights.stale) await this.tellInsights(signal);
    await learnt(isRound);
    return true;
  }

  /** Puts a new batch in the place of what is left of the present one. */
  async drawAnew(signal: AbortSignal): Promise<void> {
    const { store, queue, batches } = this.#options;
    // A project on the first set of defaults keeps the moment of its draws, and so its picks.
    if (defaultsInEffect(store) > 1) await queue.filled();
    queue.replaceBatch(await batches.draw(queue.request(), signal));
  }

  async tellInsights(signal: AbortSignal): Promise<void> {
    const { insights, queue } = this.#options;
    await insights.update(queue.excluded(), signal);
  }
}
