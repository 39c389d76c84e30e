import type { ProjectFile } from '../../projectFile/projectFile.ts';
import { labelNames } from '../../labels.ts';
import type { RecordId } from '../../record.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import type { Store, WritableStore } from '../../store/store.ts';
import type { Round } from '../../store/storedRounds.ts';
import { StrategyComparer, type StrategyComparisonView } from './strategyComparer.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import type { ViewState } from '../viewState.ts';
import type { KnownAnswers, Turn } from '../journal/knownAnswers.ts';
import type { JournalWriter } from '../journal/journalWriter.ts';
import { forecastView } from './forecastView.ts';
import type { InsightsView } from './insightsView.ts';
import { uncertaintyScore } from './uncertaintyScore.ts';
import type { Rounds } from '../training/rounds.ts';
import { storeForecast } from './storedForecast.ts';
import { poolRisk, type PoolRisk } from './poolRisk.ts';
import { presentRounds } from '../training/segment.ts';
import { stoppingAdvice } from './stoppingAdvice.ts';
import { TargetBanner } from './targetBanner.ts';
import type { Trainer } from '../training/trainer.ts';
import type { CompareRoundsParams, RoundComparison } from '../../engine/evaluationApi.ts';
import type { Engine, WorkOptions } from '../../engine/engineApi.ts';
import type { FitSummary, StoredHead } from '../../engine/modelApi.ts';

export interface InsightsOptions {
  readonly store: Store;
  readonly answers: Pick<KnownAnswers, 'inOrder'>;
  readonly turn: Turn;
  readonly live: LiveProject;
  readonly engine: () => Engine;
  readonly trainer: Trainer;
  readonly rounds: Rounds;
  readonly journalWriter: Pick<JournalWriter, 'storeSetting'>;
  /** Provides the pool size and the answered records that are not trained on. */
  readonly views: { readonly state: Pick<ViewState, 'pool' | 'unconfirmed'> };
}

/** Insights across rounds: whether to stop, how far the target is, how uncertain the head is. */
export class Insights {
  readonly #options: InsightsOptions;
  readonly #strategyComparer = new StrategyComparer();
  #latest: InsightsView = { targetReached: false };
  readonly #banner: TargetBanner;
  /** Insights are not stored: the first head of a session computes them. */
  #stale = true;

  constructor(options: InsightsOptions) {
    this.#options = options;
    this.#banner = new TargetBanner(options.store, options.live);
  }

  /** Discards insights that use the old label names. */
  labelsChanged(): void {
    this.#latest = { targetReached: false };
    this.#stale = true;
  }

  /** Whether the next head must compute them, even if it does not become a round. */
  get stale(): boolean {
    return this.#stale;
  }

  get latest(): InsightsView {
    return this.#latest;
  }

  /** Closes the target banner until the target is crossed again. */
  closeTarget(into: WritableStore): void {
    this.#banner.close(into);
    if (this.#banner.isClosed) this.#latest = { ...this.#latest, targetClosed: true };
  }

  /** @param exclude answered, skipped and held-out records */
  async update(exclude: RecordId[], signal?: AbortSignal): Promise<void> {
    const { store, live, engine, trainer, rounds, journalWriter } = this.#options;
    const { fit } = trainer;
    if (!fit) return;
    // Labels may change during the computation: use one label set throughout.
    const { project } = live;
    const present = presentRounds(store, fit.embedding);
    const stored = present.flatMap((round) => {
      const head = rounds.storedHead(round.number, fit.embedding);
      return head ? [{ round, head }] : [];
    });
    if (stored.length === 0) return;
    this.#stale = false;
    const acquisition = uncertaintyScore(project);
    const work = signal ? { signal } : {};
    const [bins, comparison, risk, strategyComparison] = await Promise.all([
      engine().uncertainty({ acquisition, exclude }, work),
      this.#compare(project, stored, work),
      this.#risk(project, fit, signal),
      this.#compareStrategy(project, fit, signal),
    ]);
    const target = project.target;
    this.#banner.update(present);
    const { isReached, isClosed } = this.#banner;
    const last = present.at(-1)!;
    storeForecast(journalWriter.storeSetting, project, last, comparison.forecast);
    this.#latest = {
      uncertainty: { acquisition, bins },
      suggestions: store.suggestions(),
      risk,
      ...(strategyComparison ? { strategyComparison } : {}),
      stopping: stoppingAdvice(
        project,
        stored.map(({ round }) => round),
        comparison,
        store.counts().labelled,
      ),
      targetReached: isReached,
      ...(isClosed ? { targetClosed: true } : {}),
      ...(target && !isReached
        ? { forecast: forecastView(target.metric, last, comparison.forecast) }
        : {}),
    };
  }

  #risk(project: ProjectFile, fit: FitSummary, signal?: AbortSignal): Promise<PoolRisk> {
    const { store, answers, turn, engine, trainer, views } = this.#options;
    const { pool, unconfirmed: absent } = views.state;
    const training = trainer.training();
    const input = { store, answers, turn, engine: engine(), project, fit, training };
    return poolRisk({ ...input, poolSize: pool.size, absent }, signal);
  }

  async #compareStrategy(
    project: ProjectFile,
    fit: FitSummary,
    signal?: AbortSignal,
  ): Promise<StrategyComparisonView | undefined> {
    const { answers, engine, trainer, rounds } = this.#options;
    if (project.query.strategy === 'random') return undefined;
    const holdout = rounds.holdoutAnswers();
    const input = { answers: answers.inOrder, engine: engine(), project, fit, holdout };
    return this.#strategyComparer.compare({ ...input, training: trainer.training() }, signal);
  }

  #compare(
    project: ProjectFile,
    stored: readonly { round: Round; head: StoredHead }[],
    work: WorkOptions,
  ): Promise<RoundComparison> {
    const { store, engine, rounds } = this.#options;
    const { target } = project;
    const params: CompareRoundsParams = {
      heads: stored.map(({ head }) => head),
      trainingLabels: stored.map(({ round }) => round.labels),
      holdout: rounds.holdoutAnswers(),
      window: project.stopping.window,
      heldOut: holdoutIds(store),
      labels: labelNames(project.labels),
      seed: project.seed,
      ...(target && target.metric !== 'rocAuc'
        ? { target: { metric: target.metric, value: target.value } }
        : {}),
    };
    return engine().compareRounds(params, work);
  }
}
