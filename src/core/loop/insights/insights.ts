import type { Forecast } from '../../metrics/forecast.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { RecordId } from '../../record.ts';
import type { Localize } from '../../localize.ts';
import type { Round, Store, WritableStore } from '../../store/store.ts';
import type { Engine, WorkOptions } from '../../engine/engineApi.ts';
import { HelpingLooks, type Helping } from './activeVersusRandom.ts';
import type { LearnerView } from '../learnerView.ts';
import { poolRisk, type PoolRisk } from './poolRisk.ts';
import { presentRounds } from '../training/segment.ts';
import { measuredBy, stoppingAdvice } from './stoppingAdvice.ts';
import { TargetBanner } from './targetBanner.ts';
import type { Trainer } from '../training/trainer.ts';
import type { StoredHead } from '../../engine/modelApi.ts';
import type { CompareRoundsParams, RoundComparison } from '../../engine/evaluationApi.ts';

export type InsightsView = Pick<
  LearnerView,
  'uncertainty' | 'forecast' | 'stopping' | 'risk' | 'helping' | 'suggestions'
> & {
  readonly targetReached: boolean;
  readonly targetClosed?: true;
};

export interface InsightsOptions {
  readonly store: Store;
  readonly engine: () => Engine;
  readonly project: ProjectFile;
  readonly trainer: Trainer;
  readonly localize: Localize;
  /** Records of the pool, and answered ones that are not trained on. */
  readonly pool: () => { readonly size: number; readonly absent: ReadonlySet<RecordId> };
}

/** What the rounds say together: whether to stop, how far the target is, how unsure the head is. */
export class Insights {
  readonly #options: InsightsOptions;
  readonly #looks = new HelpingLooks();
  #latest: InsightsView = { targetReached: false };
  readonly #banner: TargetBanner;
  /** What was told in the last session is not kept: the first head tells it again. */
  #stale = true;

  constructor(options: InsightsOptions) {
    this.#options = options;
    this.#banner = new TargetBanner(options.store, options.project);
  }

  /** What was told names labels that are called otherwise now. */
  labelsChanged(): void {
    this.#latest = { targetReached: false };
    this.#stale = true;
  }

  /** They are to be told again with the next head, whether it makes a round or not. */
  get stale(): boolean {
    return this.#stale;
  }

  get latest(): InsightsView {
    return this.#latest;
  }

  /** The banner of the reached target goes until the target is crossed once more. */
  closeTarget(into: WritableStore): void {
    this.#banner.close(into);
    if (this.#banner.isClosed) this.#latest = { ...this.#latest, targetClosed: true };
  }

  /** @param exclude answered, skipped and held-out records. */
  async update(exclude: RecordId[], signal?: AbortSignal): Promise<void> {
    const { store, engine, project, trainer } = this.#options;
    const { fit } = trainer;
    if (!fit) return;
    const rounds = presentRounds(store, fit.embedding);
    const stored = rounds.flatMap((round) => {
      const head = trainer.storedHead(round.number, fit.embedding);
      return head ? [{ round, head }] : [];
    });
    if (stored.length === 0) return;
    this.#stale = false;
    const acquisition = histogramOf(project.query);
    const work = signal ? { signal } : {};
    const [bins, comparison, risk, helping] = await Promise.all([
      engine().uncertainty({ acquisition, exclude }, work),
      this.#compare(stored, work),
      this.#risk(signal),
      this.#helping(signal),
    ]);
    const target = project.target;
    this.#banner.look(rounds);
    const { isReached, isClosed } = this.#banner;
    this.#latest = {
      uncertainty: { acquisition, bins },
      suggestions: store.suggestions(),
      ...(risk ? { risk } : {}),
      ...(helping ? { helping } : {}),
      stopping: stoppingAdvice(
        this.#options,
        stored.map(({ round }) => round),
        comparison,
        store.counts().labelled,
      ),
      targetReached: isReached,
      ...(isClosed ? { targetClosed: true } : {}),
      ...(target && !isReached
        ? { forecast: this.#forecast(target.metric, rounds.at(-1)!, comparison.forecast) }
        : {}),
    };
  }

  #forecast(
    metric: NonNullable<ProjectFile['target']>['metric'],
    latest: Round,
    told: Forecast | undefined,
  ): NonNullable<InsightsView['forecast']> {
    const { localize } = this.#options;
    const measured = measuredBy(metric, latest);
    if (measured.value === null && measured.reason === 'fewPerLabel') {
      return {
        reason: localize(
          'Cannot tell yet: macro-F1 itself cannot be told until half of the labels have 10 answered hold-out records.',
        ),
      };
    }
    return forecastView(told, latest.labels, localize);
  }

  async #risk(signal?: AbortSignal): Promise<PoolRisk | undefined> {
    const { store, engine, project, trainer, pool, localize } = this.#options;
    const { fit } = trainer;
    if (!fit) return undefined;
    const { size: poolSize, absent } = pool();
    const training = trainer.training();
    const known = { store, engine: engine(), project, fit, training, poolSize, absent, localize };
    return poolRisk(known, signal);
  }

  async #helping(signal?: AbortSignal): Promise<Helping | undefined> {
    const { store, engine, project, trainer, localize } = this.#options;
    const { fit } = trainer;
    if (!fit || project.query.strategy === 'random') return undefined;
    const holdout = trainer.holdoutAnswers();
    const known = { store, engine: engine(), project, fit, holdout, localize };
    return this.#looks.look({ ...known, training: trainer.training() }, signal);
  }

  #compare(
    stored: readonly { round: Round; head: StoredHead }[],
    work: WorkOptions,
  ): Promise<RoundComparison> {
    const { store, engine, project, trainer } = this.#options;
    const { target } = project;
    const params: CompareRoundsParams = {
      heads: stored.map(({ head }) => head),
      trainingLabels: stored.map(({ round }) => round.labels),
      holdout: trainer.holdoutAnswers(),
      window: project.stopping.window,
      heldOut: (store.holdout()?.members ?? []).map(({ recordId }) => recordId),
      labels: project.labels.map(({ name }) => name),
      seed: project.seed,
      ...(target && target.metric !== 'rocAuc'
        ? { target: { metric: target.metric, value: target.value } }
        : {}),
    };
    return engine().compareRounds(params, work);
  }
}

/** Scores that lie in [0, 1] for any number of labels. */
const bounded = ['margin', 'least-confidence', 'ratio', 'normalised-entropy'];

/**
 * The histogram is of the strategy's own score where that lies in [0, 1]; of the entropy over its
 * greatest value where the strategy is one of entropy; else of the margin.
 */
function histogramOf({ strategy, acquisition }: ProjectFile['query']): string {
  const inside = strategy === 'rank-power' || strategy === 'information-density';
  const name = inside ? (acquisition ?? 'margin') : strategy;
  if (name === 'entropy' || name === 'consensus-entropy') return 'normalised-entropy';
  return bounded.includes(name) ? name : 'margin';
}

function forecastView(
  forecast: Forecast | undefined,
  labelsNow: number,
  localize: Localize,
): NonNullable<InsightsView['forecast']> {
  if (!forecast) return { reason: localize('Forecasts are made for accuracy and macro-F1 only.') };
  if (forecast.kind === 'aboutThere') return { aboutThere: true };
  if (forecast.kind === 'forecast') {
    const { low, high } = forecast.labels;
    return {
      low: Math.max(0, low - labelsNow),
      ...(high === null ? {} : { high: high - labelsNow }),
    };
  }
  switch (forecast.reason) {
    case 'fewRounds':
      return { reason: localize('Cannot tell yet: a forecast needs six rounds.') };
    case 'fewAnswers':
      return {
        reason: localize('Cannot tell yet: a forecast needs 50 answered hold-out records.'),
      };
    case 'notRising':
      return { reason: localize('Cannot tell: the curve does not rise.') };
    case 'outOfReach':
      return { reason: localize('The curve levels out below the target.') };
    case 'tooUncertain':
      return { reason: localize('Cannot tell yet: the hold-out is too small for a forecast.') };
    case 'tooFar':
      return {
        reason: localize('More than twenty times the labels given so far would be needed.'),
      };
    case 'disagree':
      return { reason: localize('Cannot tell yet: the last two rounds do not agree.') };
  }
}
