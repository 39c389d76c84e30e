import type { Store } from '../../store/store.ts';
import type { KnownAnswers } from '../journal/knownAnswers.ts';
import type { AskQueue } from '../queue/askQueue.ts';
import { defaultsInEffect } from '../journal/defaultsInEffect.ts';
import type { BatchSource } from '../queue/batchSource.ts';
import type { Insights } from '../insights/insights.ts';
import type { EngineAccess } from '../engine/engineAccess.ts';
import type { EnginePreparation } from '../embedding/enginePreparation.ts';
import { Signal, type LoopEvents } from '../loopEvents.ts';
import type { Rounds } from '../training/rounds.ts';
import type { FitOverrides, Trainer } from '../training/trainer.ts';

export interface LearningOptions {
  readonly store: Store;
  readonly answers: KnownAnswers;
  readonly queue: AskQueue;
  readonly batches: BatchSource;
  readonly trainer: Trainer;
  readonly insights: Insights;
  readonly rounds: Rounds;
  readonly access: Pick<EngineAccess, 'embedding'>;
  readonly preparation: Pick<EnginePreparation, 'reweigh'>;
  readonly events: Pick<LoopEvents, 'fitBegan' | 'headFitted'>;
}

/** A refit and its consequences: a new batch, a round if due, and new insights. */
export class Learning {
  readonly #options: LearningOptions;
  readonly #fits = new Signal<[fit: Promise<unknown>]>();

  constructor(options: LearningOptions) {
    this.#options = options;
  }

  /** Calls `listener` with every fit when it begins. @returns the unsubscribe function */
  onFit(listener: (fit: Promise<unknown>) => void): () => void {
    return this.#fits.on(listener);
  }

  /**
   * Fits a head on all answers, if allowed, and draws a new batch. Called when labels or vectors have
   * changed, which invalidates the previous head and batch.
   */
  async restart(signal: AbortSignal): Promise<void> {
    const { batches, rounds, access } = this.#options;
    const { embedding } = access;
    if (embedding === undefined) return;
    if (batches.strategy.headAllowed && (await this.refit(signal, false))) return;
    await this.redraw(signal);
    await rounds.rescore(embedding);
  }

  /**
   * @param always records a round if there are new answers, whether it is due or not
   * @param overrides settings of this fit; it becomes a round even without new answers
   * @returns whether there is a head
   */
  async refit(signal: AbortSignal, always: boolean, overrides?: FitOverrides): Promise<boolean> {
    const { store, answers, batches, trainer, rounds, insights, preparation, events } =
      this.#options;
    const reading = answers.catchUp();
    if (reading) await reading;
    const seq = store.lastSeq();
    events.fitBegan.emit();
    const fitting = trainer.refit(signal, overrides);
    this.#fits.emit(fitting);
    const fit = await fitting;
    if (!fit) return false;
    if (fit.weight && fit.weight.embedding !== fit.embedding) {
      // Embedding with the chosen weight triggers another refit, which draws the next batch.
      await preparation.reweigh(signal);
      return true;
    }
    const { query, kind } = batches.strategy;
    await this.redraw(signal);
    const made = {
      seq,
      inEffectFrom: store.lastSeq(),
      query,
      ...(kind === 'start' && { start: true as const }),
    };
    await rounds.rescore(fit.embedding);
    const isRound = await rounds.record(fit, made, {
      always,
      ...(overrides && { overrides }),
    });
    if (isRound || insights.stale) await this.updateInsights(signal);
    await events.headFitted.reached(isRound);
    return true;
  }

  /** Replaces the rest of the current batch. */
  async redraw(signal: AbortSignal): Promise<void> {
    const { store, answers, queue, batches } = this.#options;
    // A project on the first set of defaults keeps the timing of its draws, and so its picks.
    if (defaultsInEffect(store) > 1) await queue.filled();
    const reading = answers.catchUp();
    if (reading) await reading;
    queue.replaceBatch(await batches.draw(queue.request(), signal));
  }

  async updateInsights(signal: AbortSignal): Promise<void> {
    const { insights, queue, answers } = this.#options;
    await answers.catchUp();
    await insights.update(queue.excluded(), signal);
  }
}
