import type { Store } from '../../store/store.ts';
import type { KnownAnswers } from '../journal/knownAnswers.ts';
import { drawBatch } from './drawBatch.ts';
import type { DrawLog } from '../training/drawLog.ts';
import { currentStrategy, type CurrentStrategy } from './currentStrategy.ts';
import type { EngineAccess } from '../engine/engineAccess.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import { currentRound } from '../training/rounds.ts';
import type { Trainer } from '../training/trainer.ts';
import type { ViewPublisher } from '../viewPublisher.ts';
import type { Suggestions } from './suggestions.ts';
import type { BatchRequest, PlannedRecord } from './planned.ts';

/** Maximum batch size while searching for records by a label's seeds. */
const seededBatch = 4;

export interface BatchSourceOptions {
  readonly store: Store;
  readonly answers: Pick<KnownAnswers, 'inOrder'>;
  readonly live: LiveProject;
  readonly access: EngineAccess;
  readonly trainer: Trainer;
  readonly log: DrawLog;
  readonly suggestions: Pick<Suggestions, 'fromWords'>;
  /** Shows why records are drawn at random instead of by the strategy, and clears that message. */
  readonly views: Pick<ViewPublisher, 'strategyFailed'>;
}

/** Draws batches with the current strategy. */
export class BatchSource {
  readonly #options: BatchSourceOptions;
  /** Whether the latest batch was drawn with seeds. */
  #hasSeeds = false;

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

  /** Size of the next batch: small with seeds, so that each answer affects the next draw soon. */
  get size(): number {
    const { batch } = this.#options.live.project.query;
    return this.strategy.settings.seeds ? Math.min(batch, seededBatch) : batch;
  }

  /**
   * Whether rare labels are now searched for by seeds or label texts, but the latest batch was drawn without
   * them.
   */
  get needsSeeds(): boolean {
    return !this.#hasSeeds && this.strategy.settings.seeds !== undefined;
  }

  draw(request: BatchRequest, signal?: AbortSignal): Promise<readonly PlannedRecord[]> {
    const { store, answers, live, access, trainer, log, views } = this.#options;
    const { strategy } = this;
    this.#hasSeeds = strategy.settings.seeds !== undefined;
    const drawing = {
      store,
      answers,
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
