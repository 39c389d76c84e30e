import { message } from '../core/messages/messages.ts';
import { builtInAcquisitions } from '../core/acquisition/registry.ts';
import { formatEmbedding, weighed } from '../core/embed/blocks.ts';
import { UserError } from '../core/errors.ts';
import type { MatrixOps } from '../core/math/matrixOps.ts';
import { parseStrategy } from '../core/query/parseStrategy.ts';
import type { QueryStrategy } from '../core/query/queryState.ts';
import { compareStrategies, type Comparison } from '../core/simulate/compareStrategies.ts';
import { multiLabelMetrics } from '../core/metrics/multiLabel.ts';
import type { SimulatedTask } from '../core/simulate/learner.ts';
import {
  singleLabelField,
  multiLabelField,
  type OracleField,
  type OraclePool,
} from '../core/simulate/oraclePool.ts';
import { multiLabelTask } from '../core/simulate/multiLabelTask.ts';
import type { TestDraw } from '../core/simulate/split.ts';
import { summarise } from '../core/simulate/summary.ts';
import { metricNames, singleLabelTask } from '../core/simulate/singleLabelTask.ts';
import { pathsOf, type RecordFiles } from './recordFiles.ts';
import type { SimulateArguments, Start } from './simulateArguments.ts';
import {
  priorOption,
  readSimulationData,
  startStrategy,
  type DataDependencies,
} from './simulationData.ts';
import { requireKnown } from './simulationEmbedder.ts';
import { curveTable, percent, summaryTables, type ShownMetric } from './simulationTables.ts';

/** Dependencies of `simulate`. */
export interface SimulateDependencies extends DataDependencies {
  readonly ops: MatrixOps;
  readonly clock: () => number;
  readonly pause: () => Promise<void>;
  /** Prints a line of the result. */
  readonly print: (text: string) => void;
}

/**
 * Simulates strategies and prints every curve, then the summary. Deterministic for the same
 * arguments.
 * @throws UserError if the files are invalid
 * @throws CancelledError
 */
export async function runSimulate(
  args: SimulateArguments,
  dependencies: SimulateDependencies,
): Promise<Comparison<object>> {
  const { labelled } = args;
  if (labelled.task === 'single')
    return replay(args, singleLabelTask, metricNames, singleLabelField, dependencies);
  const task = multiLabelTask(labelled.decide);
  return replay(args, task, multiLabelMetrics, multiLabelField, dependencies);
}

async function replay<Labels, Scores extends object>(
  args: SimulateArguments,
  task: SimulatedTask<Labels, Scores>,
  metrics: readonly (ShownMetric & keyof Scores)[],
  field: OracleField<Labels>,
  dependencies: SimulateDependencies,
): Promise<Comparison<object>> {
  const { print, progress, ops, clock, pause, signal } = dependencies;
  const parseStrategies = (target?: number): QueryStrategy[] =>
    args.strategies.map((settings) =>
      parseStrategy(
        target === undefined ? settings : { ...settings, target },
        builtInAcquisitions,
        undefined,
        args.labelled.task,
      ),
    );
  // Reports mistakes before reading files.
  if (args.target === undefined) parseStrategies();
  requireKnown(args.embedding, args.allowedHosts);
  const data = await readSimulationData(args, field, dependencies);
  const { pool, test, labelNames, prior, embedder } = data;
  const { multiLabel: reading } = args.pool;
  if (args.labelled.task === 'multi' && !(reading?.separator ?? reading?.columns)) {
    const labelCount = field.counts(pool.labels, labelNames.length).reduce((sum, n) => sum + n, 0);
    if (labelCount === pool.ids.length) throw new UserError(message('simulate.oneLabelEach', {}));
  }
  print(formatSizes(pool, field, args.pool, labelNames));
  if (test && 'files' in args.test) print(formatSizes(test, field, args.test, labelNames));
  const strategies = parseStrategies(targetOf(args, labelNames));
  const start = startStrategy(args.start, data);
  const comparison = await compareStrategies({
    ...args,
    task,
    pool,
    test: test ?? (args.test as TestDraw),
    labelNames,
    strategies: strategies.map((strategy) => ({ ...strategy, start })),
    ops,
    clock,
    pause,
    signal,
    embedder: embedder.make,
    prior: priorOption(data),
    share: embedder.share,
    onPoint: (name, seed, labels) =>
      progress(`${name}, seed ${seed} of ${args.seeds.length}: ${labels} of ${args.budget} labels`),
    onCurve: (curve) => print(`\n${curveTable(curve, metrics)}`),
  });
  print(`\n${formatSettings(args, comparison)}\n${prior.description}`);
  for (const metric of metrics) {
    const summary = summarise(comparison, metric, {
      shares: args.reach,
      holdout: holdoutOf(args, comparison),
    });
    if (summary) print(`\n${summaryTables(summary, args.seeds.length)}`);
  }
  return comparison;
}

function targetOf({ target }: SimulateArguments, names: readonly string[]): number | undefined {
  if (target === undefined) return undefined;
  const label = names.indexOf(target);
  if (label >= 0) return label;
  throw new UserError(message('simulate.unknownTarget', { label: target }));
}

/** Number of records that a project with this data would hold out. */
const holdoutOf = ({ holdout }: SimulateArguments, { sizes }: Pick<Comparison, 'sizes'>): number =>
  Math.min(holdout.size, Math.floor(holdout.share * sizes.pool));

/** The curves as JSON for other programs; times in milliseconds. */
export function simulationJson(
  args: SimulateArguments,
  { curves, fullData, sizes }: Comparison<object>,
): unknown {
  const { labelled, initial, initialOrder, start, batch, budget, dimensions } = args;
  const { textFields, labelField } = args.pool;
  return {
    settings: {
      ...(labelled.task === 'multi' && labelled),
      initial,
      initialOrder,
      start,
      batch,
      budget,
      textFields,
      labelField,
      embedding: formatEmbedding(weighed(args.embedding)),
      dimensions,
      ...(args.prior !== undefined && { prior: args.prior }),
      ...(typeof args.labels === 'string' && { labels: args.labels }),
    },
    sizes,
    fullData: fullData.map((scores, i) => ({ seed: args.seeds[i], ...scores })),
    strategies: curves,
  };
}

function formatSizes<Labels>(
  { ids, labels, leftOut }: OraclePool<Labels>,
  field: OracleField<Labels>,
  records: RecordFiles,
  names: readonly string[],
): string {
  const counts = field
    .counts(labels, names.length)
    .map((count, label) => `${names[label]} ${count}`);
  const dropped = [
    leftOut.conflicting > 0 && `${leftOut.conflicting} with conflicting labels`,
    leftOut.unlabelled > 0 && `${leftOut.unlabelled} without a label`,
  ].filter(Boolean);
  return (
    `${pathsOf(records)}: ${ids.length} records (${counts.join(', ')})` +
    (dropped.length > 0 ? `; left out: ${dropped.join(', ')}` : '')
  );
}

const startTexts: Readonly<Record<Start, string>> = {
  random: 'random records',
  typiclust: 'records by TypiClust',
  'k-means': 'records by k-means',
  likeness: 'records, every other one by likeness to a label, the rest by TypiClust',
};

function formatSettings(args: SimulateArguments, { sizes }: Pick<Comparison, 'sizes'>): string {
  const beginning =
    args.initialOrder === 'file'
      ? `the first ${args.initial} records; seeds differ in ties, folds and random draws only`
      : `${args.initial} ${startTexts[args.start]}, the same for all strategies of a seed`;
  const explore = Math.max(...args.strategies.map((strategy) => strategy.explore ?? 0));
  const mixed = explore > 0 ? `, of which ${percent(explore)} % random` : '';
  const split =
    'files' in args.test
      ? (args.testSize === undefined ? 'given test set' : 'drawn from the test set for each seed') +
        (sizes.alsoInTest > 0 ? `; ${sizes.alsoInTest} of its texts left out of the pool` : '')
      : 'test set drawn for each seed';
  return (
    `${sizes.pool} records to ask, ${sizes.test} to test on (${split}). ` +
    `Begins with ${beginning}; batches of ${args.batch}${mixed}.\n` +
    "Intervals: 95 %, Student's t over paired seeds. Crossings: the first point from which the mean stays above. Answers in all: with those of the hold-out."
  );
}
