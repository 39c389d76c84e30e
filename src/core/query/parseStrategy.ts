import type { AskedQuery } from '../store/events.ts';
import type { Acquisitions, LabelTask } from '../acquisition/acquisition.ts';
import { builtInAcquisitions } from '../acquisition/registry.ts';
import { UserError } from '../errors.ts';
import { message } from '../messages/messages.ts';
import { closestChoice } from '../nearest.ts';
import { acquisitionScorer } from './strategies/acquisitionScorer.ts';
import { anchors } from './wrappers/anchors.ts';
import { badge } from './strategies/badge.ts';
import { batchBaldStrategy } from './strategies/batchBaldStrategy.ts';
import { classBalance } from './wrappers/classBalance.ts';
import { clip } from './wrappers/clip.ts';
import { cost } from './wrappers/cost.ts';
import { checkShare, explore } from './wrappers/explore.ts';
import { informationDensity } from './strategies/informationDensity.ts';
import { kCenter } from './strategies/kCenter.ts';
import { kMeansStrategy } from './strategies/kMeansStrategy.ts';
import { poolLimit } from './wrappers/poolLimit.ts';
import type { QueryStrategy } from './queryState.ts';
import { randomStrategy } from './strategies/randomStrategy.ts';
import { rankedBatch } from './strategies/rankedBatch.ts';
import { rankPower } from './strategies/rankPower.ts';
import type { Scorer } from './scorer.ts';
import { seeded, type LabelSeeds } from './wrappers/seeds.ts';
import { topScores } from './strategies/topScores.ts';
import { typiClust } from './strategies/typiClust.ts';

/** The `query` part of a project file. */
export interface StrategySettings extends Omit<AskedQuery, 'seeds'> {
  /** For `exploit`: the label-set index of the label wanted. */
  readonly target?: number;
  /** For the start phase: seed texts for labels without answers. */
  readonly seeds?: readonly LabelSeeds[];
}

/** Strategies that select whole batches. */
const batchStrategies: Readonly<Record<string, (settings: StrategySettings) => QueryStrategy>> = {
  random: () => randomStrategy,
  'k-means': () => kMeansStrategy,
  'k-center': () => kCenter,
  typiclust: () => typiClust,
  badge: () => badge,
  'batch-bald': () => batchBaldStrategy,
  'ranked-batch': ({ alpha }) => rankedBatch(alpha),
};

/** Batch strategies that do not need single-label probabilities. */
const batchStrategiesOfAnyTask: readonly string[] = ['random', 'k-means', 'k-center', 'typiclust'];

/** All valid values of `strategy`; for single-label heads by default. */
export function strategyNames(acquisitions: Acquisitions, task: LabelTask = 'single'): string[] {
  const drawn = task === 'single' ? Object.keys(batchStrategies) : batchStrategiesOfAnyTask;
  return [...new Set([...drawn, ...withAcquisition, ...acquisitions.names(task)])];
}

/** Default acquisition function of `rank-power` and `information-density`. */
const standardAcquisitions: Readonly<Record<LabelTask, string>> = {
  single: 'margin',
  multi: 'mmc',
};

/** Strategies that take an acquisition function. */
const withAcquisition: readonly string[] = ['rank-power', 'information-density'];

/** All valid values of `query.strategy` without other extensions. */
export const builtInStrategies: readonly string[] = strategyNames(builtInAcquisitions);

/** As `builtInStrategies`, for all tasks. */
export const strategiesOfAnyTask: readonly string[] = [
  ...new Set([...builtInStrategies, ...strategyNames(builtInAcquisitions, 'multi')]),
];

/** The default acquisition function of a strategy; undefined if it takes none. */
export function standardAcquisition(strategy: string, task: LabelTask): string | undefined {
  return withAcquisition.includes(strategy) ? standardAcquisitions[task] : undefined;
}

/** Scorers by name from other processes. */
export type OtherScorers = (name: string) => Scorer | undefined;

/** Whether the settings compare several sampled models, which requires a Bayesian head. */
export function needsSamples(
  { strategy, acquisition = 'margin' }: Pick<StrategySettings, 'strategy' | 'acquisition'>,
  acquisitions: Acquisitions,
): boolean {
  const name = withAcquisition.includes(strategy) ? acquisition : strategy;
  return (
    name === 'batch-bald' || (acquisitions.has(name) && acquisitions.get(name).needs === 'samples')
  );
}

const numbers = ['explore', 'poolLimit', 'clip', 'beta', 'alpha', 'target'] as const;
const switches = ['balance', 'anchors', 'cost'] as const;
const texts = ['strategy', 'acquisition'] as const;

/**
 * Builds the strategy for the settings, with its wrappers: a name, or an object such as `{"strategy":
 * "margin", "explore": 0.1}`.
 * @param others provides acquisition functions that `acquisitions` does not have
 * @param task task of the heads to use it with
 * @throws UserError that names the invalid setting and the valid values
 */
export function parseStrategy(
  value: unknown,
  acquisitions: Acquisitions,
  others: OtherScorers = () => undefined,
  task: LabelTask = 'single',
): QueryStrategy {
  const settings = checkedSettings(typeof value === 'string' ? { strategy: value } : value);
  const { strategy: name, explore: share = 0, poolLimit: limit, seeds = [] } = settings;
  let strategy: QueryStrategy;
  checkTask(settings, acquisitions, task);
  const batch = Object.hasOwn(batchStrategies, name) ? batchStrategies[name] : undefined;
  if (batch) {
    refuseScoreSettings(settings);
    strategy = batch(settings);
  } else {
    strategy = scoredStrategy(settings, acquisitions, others, task);
  }
  if (settings.anchors) strategy = anchors(strategy);
  if (limit !== undefined) strategy = poolLimit(strategy, limit);
  // Rank-power mixes in random picks itself to know its q; within random picks the mix changes
  // nothing.
  const mixesItself = name === 'random' || (name === 'rank-power' && !settings.balance);
  if (share > 0 && !mixesItself) strategy = explore(strategy, share);
  return seeds.length > 0 ? seeded(strategy, seeds) : strategy;
}

/** @throws UserError for a strategy or an acquisition function of another task */
function checkTask(
  { strategy, acquisition }: StrategySettings,
  acquisitions: Acquisitions,
  task: LabelTask,
): void {
  const other = task === 'single' ? 'multi' : 'single';
  for (const asker of [strategy, acquisition]) {
    const isOther =
      asker !== undefined &&
      strategyNames(acquisitions, other).includes(asker) &&
      !strategyNames(acquisitions, task).includes(asker);
    if (isOther) throw ofOtherTask(asker, acquisitions, task);
  }
}

function ofOtherTask(asker: string, acquisitions: Acquisitions, task: LabelTask): UserError {
  const known = strategyNames(acquisitions, task);
  return new UserError(message('query.otherTask', { asker, task, known }));
}

function scoredStrategy(
  settings: StrategySettings,
  acquisitions: Acquisitions,
  others: OtherScorers,
  task: LabelTask,
): QueryStrategy {
  const { strategy: name, clip: clipped, target } = settings;
  const { acquisition = standardAcquisitions[task] } = settings;
  const inside = withAcquisition.includes(name);
  const inner = inside ? acquisition : name;
  const other = acquisitions.has(inner) ? undefined : others(inner);
  // Functions from other extensions expect probabilities that sum to 1 for each record.
  if (other && task === 'multi') throw ofOtherTask(inner, acquisitions, task);
  if (!other && !acquisitions.has(inner)) {
    const code = inside ? 'acquisition.unknown' : 'query.unknownStrategy';
    const known = inside ? acquisitions.names(task) : strategyNames(acquisitions, task);
    throw new UserError(message(code, { name: inner, ...closestChoice(inner, known), known }));
  }
  let scorer: Scorer = other ?? acquisitionScorer(acquisitions.get(inner), target);
  if (name === 'information-density') scorer = informationDensity(scorer);
  if (clipped !== undefined && clipped !== 0) scorer = clip(scorer, clipped);
  if (settings.cost) scorer = cost(scorer);
  if (settings.balance) return classBalance(scorer);
  if (name !== 'rank-power') return topScores(scorer);
  const { beta, explore: share } = settings;
  return rankPower(scorer, {
    ...(beta !== undefined && { beta }),
    ...(share !== undefined && { explore: share }),
  });
}

/** Rejects settings that require a strategy with per-record scores. */
function refuseScoreSettings(settings: StrategySettings): void {
  for (const key of ['clip', 'balance', 'cost', 'acquisition', 'beta', 'target'] as const) {
    if (settings[key] !== undefined && settings[key] !== false && settings[key] !== 0) {
      const { strategy } = settings;
      throw new UserError(message('query.uselessSetting', { setting: key, strategy }));
    }
  }
}

function checkedSettings(value: unknown): StrategySettings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError(message('query.noSettings', {}));
  }
  const known: readonly string[] = [...numbers, ...switches, ...texts, 'seeds'];
  for (const [key, given] of Object.entries(value)) {
    if (!known.includes(key)) {
      const problem = { setting: key, ...closestChoice(key, known), known };
      throw new UserError(message('query.unknownSetting', problem));
    }
    if (key === 'seeds') {
      checkSeeds(given);
      continue;
    }
    const type = (numbers as readonly string[]).includes(key)
      ? 'number'
      : (switches as readonly string[]).includes(key)
        ? 'boolean'
        : 'string';
    if (given !== undefined && (typeof given !== type || Number.isNaN(given))) {
      throw new UserError(message('query.wrongType', { setting: key, type }));
    }
  }
  if (!('strategy' in value)) throw new UserError(message('query.noStrategy', {}));
  const settings = value as StrategySettings;
  checkShare(settings.explore ?? 0);
  if (settings.beta !== undefined && settings.beta < 0) {
    throw new UserError(message('query.outOfRange', { setting: 'beta', value: settings.beta }));
  }
  return settings;
}

function checkSeeds(given: unknown): asserts given is StrategySettings['seeds'] {
  const fine =
    given === undefined ||
    (Array.isArray(given) &&
      given.every(
        ({ label, texts }: Partial<LabelSeeds>) =>
          Number.isInteger(label) && Array.isArray(texts) && texts.length > 0,
      ));
  if (!fine) throw new UserError(message('query.badSeeds', {}));
}
