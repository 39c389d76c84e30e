import { UserError } from '../core/errors.ts';
import type { Message } from '../core/messages/message.ts';
import { message, paramsOf } from '../core/messages/messages.ts';
import type { Pool } from '../core/pool/openPool.ts';
import { kMeansStrategy } from '../core/query/strategies/kMeansStrategy.ts';
import { byLabelSimilarity } from '../core/query/strategies/labelSimilarity.ts';
import type { QueryStrategy } from '../core/query/queryState.ts';
import { typiClust } from '../core/query/strategies/typiClust.ts';
import type { PriorOption } from '../core/simulate/compareStrategies.ts';
import {
  labelSetOf,
  readOraclePool,
  type OracleField,
  type OraclePool,
} from '../core/simulate/oraclePool.ts';
import { choosePrior, type ChosenPrior } from './choosePrior.ts';
import { pathsOf, type RecordFiles } from './recordFiles.ts';
import { ownVectorTables, type OwnVectorTable } from './ownVectorTables.ts';
import type { SimulateArguments, Start } from './simulateArguments.ts';
import { simulationEmbedder, type SimulationEmbedder } from './simulationEmbedder.ts';

/** Near-duplicate groups are a property of the data, not of a run. */
const groupSeed = 1;

/** Dependencies of reading simulation data. */
export interface DataDependencies {
  readonly openPool: (records: RecordFiles) => Promise<Pool>;
  readonly signal: AbortSignal;
  /** Shows the current step, replacing the last one. */
  readonly progress: (step: Message) => void;
}

/** The records of a simulation, with their vectors and labels. */
export interface SimulationData<Labels = Int32Array> {
  readonly pool: OraclePool<Labels>;
  /** A given test set. */
  readonly test?: OraclePool<Labels>;
  readonly labelNames: readonly string[];
  readonly prior: ChosenPrior;
  readonly embedder: SimulationEmbedder;
}

/**
 * @throws UserError if the files are invalid
 * @throws CancelledError
 */
export async function readSimulationData<Labels>(
  args: SimulateArguments,
  field: OracleField<Labels>,
  dependencies: DataDependencies,
): Promise<SimulationData<Labels>> {
  const { progress, signal } = dependencies;
  const { pool, test, labelNames, vectorTables } = await readOracles(args, field, dependencies);
  if (labelNames.length < 2 && args.labelled.task === 'single') {
    throw new UserError(message('simulate.oneLabel', { label: labelNames[0]! }));
  }
  const prior = await choosePrior(args, labelNames);
  if (args.start === 'likeness' && prior.texts === undefined) {
    throw new UserError(message('simulate.likenessNeedsWords', {}));
  }
  const embedder = await simulationEmbedder({
    blocks: args.embedding,
    allowedHosts: args.allowedHosts,
    texts: [...pool.texts, ...(test?.texts ?? [])],
    labelTexts: prior.texts,
    vectorTables,
    dimensions: args.dimensions,
    signal,
    onProgress: (state) => progress(message('cli.progress', state)),
  });
  return { pool, labelNames, prior, embedder, ...(test && { test }) };
}

export function priorOption({
  prior,
  embedder,
}: Pick<SimulationData, 'prior' | 'embedder'>): PriorOption | undefined {
  const { strength } = prior;
  return strength === 'off' ? undefined : { strength, vectors: embedder.labelVectors };
}

/** The start strategy; undefined for `random`, which the seed draws. */
export function startStrategy(
  start: Start,
  { embedder, labelNames }: Pick<SimulationData, 'embedder' | 'labelNames'>,
): QueryStrategy | undefined {
  if (start === 'random') return undefined;
  if (start === 'likeness')
    return byLabelSimilarity(typiClust, embedder.labelVectors, labelNames.length);
  return start === 'typiclust' ? typiClust : kMeansStrategy;
}

async function readOracles<Labels>(
  args: SimulateArguments,
  field: OracleField<Labels>,
  { openPool, signal, progress }: DataDependencies,
): Promise<{
  pool: OraclePool<Labels>;
  test?: OraclePool<Labels>;
  labelNames: string[];
  vectorTables: ReadonlyMap<string, OwnVectorTable>;
}> {
  const { embedding } = args;
  if ('files' in args.test && embedding.some(({ source }) => source && 'vectors' in source)) {
    throw new UserError(message('simulate.vectorsOfPool', {}));
  }
  const sources = [args.pool, ...('files' in args.test ? [args.test] : [])];
  const pools: Pool[] = [];
  try {
    for (const records of sources) {
      progress(message('simulate.reading', { files: pathsOf(records) }));
      pools.push(await openPool(records));
      requireLabels(pools.at(-1)!, records);
    }
    const labelNames = labelSetOf(pools);
    const [pool, test] = await Promise.all(
      pools.map((opened) => readOraclePool(opened, field, labelNames, { seed: groupSeed, signal })),
    );
    const vectorTables = await ownVectorTables(embedding, pools[0]!, signal);
    return { pool: pool!, labelNames, vectorTables, ...(test && { test }) };
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
}

/**
 * A label field missing from every row is only a warning for the pool; a simulation requires it.
 */
function requireLabels({ labels, problems }: Pool, records: RecordFiles): void {
  const { labelField: field } = records;
  if (labels.names.length > 0) return;
  const missingField = problems.kept
    .map((problem) => paramsOf(problem.message, 'pool.missingField'))
    .find((missing) => missing?.field === field);
  throw new UserError(
    message('simulate.lacksLabels', {
      files: pathsOf(records),
      field,
      ...(missingField && { existing: missingField.existing }),
    }),
  );
}
