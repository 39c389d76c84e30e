import { crossedAt } from '../../metrics/stopping.ts';
import type { Forecast } from '../../metrics/forecast.ts';
import type { ProjectFile, Target } from '../../projectFile/projectFile.ts';
import type { Store } from '../../store/store.ts';
import type { Round } from '../../store/storedRounds.ts';
import type { StoreSetting } from '../journal/writeQueue.ts';
import type { ForecastView } from '../learnerView.ts';
import { presentRounds } from '../training/segment.ts';
import { forecastView } from './forecastView.ts';
import { measuredBy } from './stoppingAdvice.ts';

/** A round's forecast, stored for readers of the project that do not compute vectors. */
interface StoredForecast {
  readonly round: number;
  readonly embedding: string;
  readonly target: Target;
  /** Undefined for a metric that has none. */
  readonly forecast?: Forecast;
}

const setting = 'forecast';

/** Stores the forecast if the project has a target. */
export function storeForecast(
  storeSetting: StoreSetting,
  { target }: Pick<ProjectFile, 'target'>,
  { number: round, embedding }: Pick<Round, 'number' | 'embedding'>,
  forecast: Forecast | undefined,
): void {
  if (!target) return;
  const kept: StoredForecast = { round, embedding, target, ...(forecast && { forecast }) };
  storeSetting(setting, () => kept);
}

/** A project's progress towards its target. */
export interface TargetProgress {
  readonly target: Target;
  readonly reached: boolean;
  /** Undefined if the target is reached, or until the panel has computed a forecast for the last round. */
  readonly forecast?: ForecastView;
}

/**
 * @param embedding fingerprint of the current embedding
 * @returns undefined without a target
 */
export function targetProgress(
  store: Pick<Store, 'setting' | 'rounds' | 'refits' | 'labelChanges'>,
  { target }: Pick<ProjectFile, 'target'>,
  embedding: string | undefined,
): TargetProgress | undefined {
  if (!target) return undefined;
  const rounds = embedding === undefined ? [] : presentRounds(store, embedding);
  const points = rounds.map((round) => ({ metric: measuredBy(target.metric, round) }));
  if (crossedAt(points, target.value) !== undefined) return { target, reached: true };
  const kept = store.setting(setting) as StoredForecast | undefined;
  const last = rounds.at(-1);
  const isCurrent =
    last !== undefined &&
    kept?.round === last.number &&
    kept.embedding === last.embedding &&
    kept.target.metric === target.metric &&
    kept.target.value === target.value;
  const forecast = isCurrent ? forecastView(target.metric, last, kept.forecast) : undefined;
  return { target, reached: false, ...(forecast && { forecast }) };
}
