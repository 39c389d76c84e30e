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

/** Counts answers since the last fit, and schedules the next one when there are enough. */
export class RefitSchedule {
  readonly #options: RefitScheduleOptions;
  /** Training labels that came, went or changed since the last fit. */
  #newAnswers = 0;
  #pending = false;

  constructor(options: RefitScheduleOptions) {
    this.#options = options;
  }

  /** A refit is scheduled and has not begun. */
  get pending(): boolean {
    return this.#pending;
  }

  addAnswers(ids: readonly RecordId[]): void {
    const held = neverTrainedOn(this.#options.store);
    if (!ids.some((id) => held.has(id))) this.#newAnswers += ids.length;
  }

  /** Any number of answers came or went at once, as by an import. */
  addMany(): void {
    this.#newAnswers = Infinity;
  }

  /** A fit of everything that is answered by now begins. */
  reset(): void {
    this.#newAnswers = 0;
  }

  /** Schedules a refit when enough has been answered; one that runs is followed by one more. */
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
