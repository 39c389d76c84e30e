import type { Message } from '../../messages/message.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { Store } from '../../store/store.ts';
import { drawBatch } from './drawBatch.ts';
import type { DrawLog } from '../training/drawLog.ts';
import type { Engine } from '../../engine/engineApi.ts';
import { currentStrategy, type CurrentStrategy } from './currentStrategy.ts';
import type { Trainer } from '../training/trainer.ts';
import type { BatchRequest, PlannedRecord } from './planned.ts';

/** Records drawn at once while some label's seeds are looked for. */
const seededBatch = 4;

export interface BatchesOptions {
  readonly store: Store;
  readonly engine: () => Engine;
  readonly project: ProjectFile;
  readonly trainer: Trainer;
  readonly log: DrawLog;
  /** The round that is current, for the record of why each was asked. */
  readonly round: () => number;
  /** Journal position of the event that names the present vectors; undefined while there are none. */
  readonly vectors: () => number | undefined;
  /** Whether the labels' words are a prior. */
  readonly described: () => boolean;
  readonly indexing: () => boolean;
  /** Told why chance had to serve instead of the strategy, and `undefined` when that is over. */
  readonly onTrouble: (why: Message | undefined) => void;
}

/** Draws batches by the strategy of the moment. */
export class BatchSource {
  readonly #options: BatchesOptions;
  /** The latest batch was drawn while seeds were looked for. */
  #withSeeds = false;

  constructor(options: BatchesOptions) {
    this.#options = options;
  }

  get strategy(): CurrentStrategy {
    const { store, project, vectors, described, trainer } = this.#options;
    return currentStrategy(project, store.counts().trainingByLabel, {
      embedded: vectors() !== undefined,
      fitted: trainer.fit !== undefined,
      described: described(),
    });
  }

  /** Records to draw at once: few while seeds are looked for, so that each answer to one counts at once. */
  get size(): number {
    const { batch } = this.#options.project.query;
    return this.strategy.settings.seeds ? Math.min(batch, seededBatch) : batch;
  }

  /** Labels are looked for by their seeds or words now, which the latest batch knows nothing of. */
  get isOverdue(): boolean {
    return !this.#withSeeds && this.strategy.settings.seeds !== undefined;
  }

  draw(request: BatchRequest, signal?: AbortSignal): Promise<readonly PlannedRecord[]> {
    const { engine, trainer, vectors, round, indexing, ...rest } = this.#options;
    const { strategy } = this;
    this.#withSeeds = strategy.settings.seeds !== undefined;
    const drawing = {
      ...rest,
      engine: engine(),
      training: () => trainer.training(),
      strategy,
      head: trainer.fit?.head,
      vectors: vectors(),
      round: round(),
      indexing: indexing(),
    };
    return drawBatch(request, drawing, signal);
  }
}
