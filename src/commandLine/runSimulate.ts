import { AcquisitionRegistry } from '../core/acquisition/registry.ts';
import { embeddingInWords } from '../core/embed/blocks.ts';
import { HumanError } from '../core/errors.ts';
import type { Products } from '../core/math/products.ts';
import type { Pool } from '../core/pool/openPool.ts';
import { parseStrategy } from '../core/query/parse.ts';
import { compareStrategies, type Comparison } from '../core/simulate/compareStrategies.ts';
import { labelSetOf, readOraclePool, type OraclePool } from '../core/simulate/oraclePool.ts';
import { summarise } from '../core/simulate/summary.ts';
import { metricNames } from '../core/simulate/trainHead.ts';
import type { SimulateArguments } from './simulateArguments.ts';
import { choosePrior } from './choosePrior.ts';
import { requireKnown, simulationEmbedder } from './simulationEmbedder.ts';
import { curveTable, summaryTables } from './simulationTables.ts';

/** What `simulate` needs from outside. */
export interface SimulateSurroundings {
  readonly openPool: (path: string, args: SimulateArguments) => Promise<Pool>;
  readonly products: Products;
  readonly clock: () => number;
  readonly pause: () => Promise<void>;
  readonly signal: AbortSignal;
  /** A line of the result. */
  readonly print: (text: string) => void;
  /** What is being done; the next one takes its place. */
  readonly progress: (text: string) => void;
}

/** Near-duplicate groups belong to the data, not to a run. */
const groupSeed = 1;

/**
 * Replays strategies and prints every curve, then the summary. The same arguments print the same text.
 * @throws HumanError if the files do not hold what they should; CancelledError
 */
export async function runSimulate(
  args: SimulateArguments,
  surroundings: SimulateSurroundings,
): Promise<Comparison> {
  const { print, progress, products, clock, pause, signal } = surroundings;
  const registry = new AcquisitionRegistry();
  const strategies = args.strategies.map((strategy) => parseStrategy({ strategy }, registry));
  requireKnown(args.embedding);
  const { pool, test, labelNames } = await readOracles(args, surroundings);
  if (labelNames.length < 2) {
    throw new HumanError(
      `All records have the label "${labelNames[0]}": there is nothing to learn. Is --label right?`,
    );
  }
  print(sizesInWords(pool, args.pool, labelNames));
  if (test && typeof args.test === 'string') print(sizesInWords(test, args.test, labelNames));
  const prior = await choosePrior(args, labelNames);
  const embedder = await simulationEmbedder({
    blocks: args.embedding,
    texts: [...pool.texts, ...(test?.texts ?? [])],
    labelTexts: prior.texts,
    dimensions: args.dimensions,
    signal,
    onProgress: ({ what, step, steps }) => progress(`${what}: ${step} of ${steps}`),
  });
  const comparison = await compareStrategies({
    ...args,
    pool,
    test: test ?? (args.test as { share: number }),
    labelNames,
    strategies,
    products,
    clock,
    pause,
    signal,
    embedder: embedder.make,
    prior: prior.strength === 'off' ? undefined : { ...prior, vectors: embedder.labelVectors },
    onPoint: (name, seed, labels) =>
      progress(`${name}, seed ${seed} of ${args.seeds.length}: ${labels} of ${args.budget} labels`),
    onCurve: (curve) => print(`\n${curveTable(curve)}`),
  });
  print(`\n${settingsInWords(args, comparison)}\n${prior.inWords}`);
  for (const metric of metricNames) {
    const summary = summarise(comparison, metric);
    if (summary) print(`\n${summaryTables(summary, args.seeds.length)}`);
  }
  return comparison;
}

/** The curves in the shape that other programs read; times in milliseconds. */
export function simulationJson(
  args: SimulateArguments,
  { curves, fullData, sizes }: Comparison,
): unknown {
  const { initial, initialOrder, batch, budget, textFields, labelField, dimensions } = args;
  return {
    settings: {
      initial,
      initialOrder,
      batch,
      budget,
      textFields,
      labelField,
      embedding: embeddingInWords(args.embedding),
      dimensions,
      ...(args.prior !== undefined && { prior: args.prior }),
      ...(args.labels !== undefined && { labels: args.labels }),
    },
    sizes,
    fullData: fullData.map((scores, i) => ({ seed: args.seeds[i], ...scores })),
    strategies: curves,
  };
}

async function readOracles(
  args: SimulateArguments,
  { openPool, signal, progress }: SimulateSurroundings,
): Promise<{ pool: OraclePool; test?: OraclePool; labelNames: string[] }> {
  const paths = [args.pool, ...(typeof args.test === 'string' ? [args.test] : [])];
  const pools: Pool[] = [];
  try {
    for (const path of paths) {
      progress(`Reading ${path}`);
      pools.push(await openPool(path, args));
      requireLabels(pools.at(-1)!, path, args.labelField);
    }
    const labelNames = labelSetOf(...pools);
    const [pool, test] = await Promise.all(
      pools.map((each) => readOraclePool(each, labelNames, { seed: groupSeed, signal })),
    );
    return { pool: pool!, labelNames, ...(test && { test }) };
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
}

/** A label field that no row has is no more than a warning to the pool; here nothing goes without it. */
function requireLabels({ labels, problems }: Pool, path: string, field: string): void {
  if (labels.names.length > 0) return;
  const why = problems.kept.find(({ message }) => message.includes(`"${field}"`))?.message;
  throw new HumanError(`${path}: ${why ?? `no row has a label in "${field}".`} Correct --label.`);
}

function sizesInWords(
  { labels, leftOut }: OraclePool,
  path: string,
  names: readonly string[],
): string {
  const counts = names.map((name, label) => {
    const count = labels.reduce((sum, own) => sum + (own === label ? 1 : 0), 0);
    return `${name} ${count}`;
  });
  const lost = [
    leftOut.conflicting > 0 && `${leftOut.conflicting} with conflicting labels`,
    leftOut.unlabelled > 0 && `${leftOut.unlabelled} without a label`,
  ].filter(Boolean);
  return (
    `${path}: ${labels.length} records (${counts.join(', ')})` +
    (lost.length > 0 ? `; left out: ${lost.join(', ')}` : '')
  );
}

function settingsInWords(args: SimulateArguments, { sizes }: Comparison): string {
  const beginning =
    args.initialOrder === 'file'
      ? `the first ${args.initial} records; seeds differ in ties, folds and random draws only`
      : `${args.initial} random records, the same for all strategies of a seed`;
  const split =
    typeof args.test === 'string'
      ? 'given test set' +
        (sizes.alsoInTest > 0 ? `; ${sizes.alsoInTest} of its texts left out of the pool` : '')
      : 'test set drawn for each seed';
  return (
    `${sizes.pool} records to ask, ${sizes.test} to test on (${split}). ` +
    `Begins with ${beginning}; batches of ${args.batch}.\n` +
    "Intervals: 95 %, Student's t over paired seeds. Crossings: the first point from which the mean stays above."
  );
}
