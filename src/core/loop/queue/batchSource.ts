import type { Store } from '../../store/store.ts';
import { drawBatch } from './drawBatch.ts';
import type { DrawLog } from '../training/drawLog.ts';
import { currentStrategy, type CurrentStrategy } from './currentStrategy.ts';
import type { EngineAccess } from '../embedding/engineAccess.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import { currentRound } from '../training/rounds.ts';
import type { Trainer } from '../training/trainer.ts';
import type { ViewPublisher } from '../viewPublisher.ts';
import type { Suggestions } from './suggestions.ts';
import type { BatchRequest, PlannedRecord } from './planned.ts';

/** Records drawn at once while some label's seeds are looked for. */
const seededBatch = 4;

export interface BatchSourceOptions {
  readonly store: Store;
  readonly live: LiveProject;
  readonly access: EngineAccess;
  readonly trainer: Trainer;
  readonly log: DrawLog;
  readonly suggestions: Pick<Suggestions, 'fromWords'>;
  /** Shows why chance has to serve instead of the strategy, and when that is over. */
  readonly views: Pick<ViewPublisher, 'strategyFailed'>;
}

/** Draws batches by the strategy of the moment. */
export class BatchSource {
  readonly #options: BatchSourceOptions;
  /** The latest batch was drawn while seeds were looked for. */
  #withSeeds = false;

  constructor(options: BatchSourceOptions) {
    this.#options = options;
  }

  get strategy(): CurrentStrategy {
    const { store, live, access, suggestions, trainer } = this.#options;
    return currentStrategy(live.project, store.counts().trainingByLabel, {
      embedded: access.vectors !== undefined,
      fitted: trainer.fit !== undefined,
      described: suggestions.fromWords,
    });
  }

  /** Records to draw at once: few while seeds are looked for, so that each answer to one counts at once. */
  get size(): number {
    const { batch } = this.#options.live.project.query;
    return this.strategy.settings.seeds ? Math.min(batch, seededBatch) : batch;
  }

  /** Labels are looked for by their seeds or words now, which the latest batch knows nothing of. */
  get isOverdue(): boolean {
    return !this.#withSeeds && this.strategy.settings.seeds !== undefined;
  }

  draw(request: BatchRequest, signal?: AbortSignal): Promise<readonly PlannedRecord[]> {
    const { store, live, access, trainer, log, views } = this.#options;
    const { strategy } = this;
    this.#withSeeds = strategy.settings.seeds !== undefined;
    const drawing = {
      store,
      log,
      project: live.project,
      engine: access.engine(),
      training: () => trainer.training(),
      strategy,
      head: trainer.fit?.head,
      vectors: access.vectors?.position,
      round: currentRound(store),
      indexing: !access.isOpen,
      onStrategyFailed: views.strategyFailed,
    };
    return drawBatch(request, drawing, signal);
  }
}
