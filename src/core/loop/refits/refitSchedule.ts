import type { RecordId } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import type { EngineAccess } from '../engine/engineAccess.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import type { BatchSource } from '../queue/batchSource.ts';
import type { TaskQueue } from '../taskQueue.ts';
import type { Learning } from './learning.ts';
import { neverTrainedOn } from '../training/trainingSet.ts';

export interface RefitScheduleOptions {
  readonly store: Store;
  readonly live: LiveProject;
  readonly access: Pick<EngineAccess, 'embedding'>;
  readonly batches: Pick<BatchSource, 'strategy'>;
  readonly work: Pick<TaskQueue, 'schedule'>;
  readonly learning: Pick<Learning, 'refit'>;
}

/** Counts answers since the last fit and schedules the next one when there are enough. */
export class RefitSchedule {
  readonly #options: RefitScheduleOptions;
  /** Training labels added, removed or changed since the last fit. */
  #newAnswers = 0;
  #pending = false;

  constructor(options: RefitScheduleOptions) {
    this.#options = options;
  }

  /** Whether a refit is scheduled but has not begun. */
  get pending(): boolean {
    return this.#pending;
  }

  addAnswers(ids: readonly RecordId[]): void {
    const held = neverTrainedOn(this.#options.store);
    if (!ids.some((id) => held.has(id))) this.#newAnswers += ids.length;
  }

  /** Makes a refit due after a bulk change, such as an import. */
  addMany(): void {
    this.#newAnswers = Infinity;
  }

  /** Call when a fit on all current answers begins. */
  reset(): void {
    this.#newAnswers = 0;
  }

  /** Schedules a refit if there are enough new answers; if one is running, the new one follows it. */
  maybeRefit(): void {
    const { live, work } = this.#options;
    const { refitEvery } = live.project.query;
    if (this.#pending || this.#newAnswers < refitEvery || !this.#isPossible()) return;
    this.#pending = true;
    work.schedule(async (signal) => {
      this.#pending = false;
      const { access, learning } = this.#options;
      if (access.embedding !== undefined) await learning.refit(signal, false);
    });
  }

  #isPossible(): boolean {
    const { access, batches } = this.#options;
    return access.embedding !== undefined && batches.strategy.headAllowed;
  }
}
