import { builtInAcquisitions } from '../core/acquisition/registry.ts';
import { formatEmbedding, weighed } from '../core/embed/blocks.ts';
import { UserError } from '../core/errors.ts';
import type { MatrixOps } from '../core/math/matrixOps.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { parseStrategy } from '../core/query/parseStrategy.ts';
import type { QueryStrategy } from '../core/query/queryState.ts';
import { compareStrategies, type Comparison } from '../core/simulate/compareStrategies.ts';
import { multiMetricNames } from '../core/metrics/holdoutMetrics.ts';
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
import { metricNames } from '../core/simulate/simulatedMetrics.ts';
import { singleLabelTask } from '../core/simulate/singleLabelTask.ts';
import { pathsOf, type RecordFiles } from './recordFiles.ts';
import { english } from './english.ts';
import type { SimulateArguments } from './simulateArguments.ts';
import {
  priorOption,
  readSimulationData,
  startStrategy,
  type DataDependencies,
} from './simulationData.ts';
import { requireKnown } from './simulationEmbedder.ts';
import { curveTable, summaryTables, type ShownMetric } from './simulationTables.ts';

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
    return simulate(args, singleLabelTask, metricNames, singleLabelField, dependencies);
  const task = multiLabelTask(labelled.decide);
  return simulate(args, task, multiMetricNames, multiLabelField, dependencies);
}

async function simulate<Labels, Scores extends object>(
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
  print(english(recordsMessage(pool, field, args.pool, labelNames)));
  if (test && 'files' in args.test) {
    print(english(recordsMessage(test, field, args.test, labelNames)));
  }
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
    onPoint: (strategy, seed, labels) => {
      const { seeds, budget } = args;
      const params = { strategy, seed, seeds: seeds.length, labels, budget };
      progress(message('simulate.progress', params));
    },
    onCurve: (curve) => print(`\n${curveTable(curve, metrics)}`),
  });
  const explanations = [settingsMessage(args, comparison), message('simulate.legend', {})];
  print(`\n${[...explanations, prior.description].map(english).join('\n')}`);
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

function recordsMessage<Labels>(
  { ids, labels, leftOut }: OraclePool<Labels>,
  field: OracleField<Labels>,
  records: RecordFiles,
  names: readonly string[],
): Message {
  return message('simulate.records', {
    files: pathsOf(records),
    records: ids.length,
    labels: field
      .counts(labels, names.length)
      .map((count, label) => ({ name: names[label]!, count })),
    ...leftOut,
  });
}

function settingsMessage(
  { strategies, test, testSize, initial, initialOrder, start, batch }: SimulateArguments,
  { sizes }: Pick<Comparison, 'sizes'>,
): Message {
  const drawn = testSize === undefined ? 'given' : 'drawnFromTest';
  return message('simulate.settings', {
    ...sizes,
    testSet: 'files' in test ? drawn : 'drawnFromPool',
    initial,
    start: initialOrder === 'file' ? 'file' : start,
    batch,
    explore: Math.max(...strategies.map(({ explore = 0 }) => explore)),
  });
}
