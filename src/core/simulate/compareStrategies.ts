import { message } from '../messages/messages.ts';
import { UserError, throwIfAborted } from '../errors.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { LexicalShare } from '../embed/lexicalShare.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { QueryStrategy } from '../query/queryState.ts';
import { hashString } from '../rng.ts';
import type { OraclePool } from './oraclePool.ts';
import { simulate, type SimulatedCurve } from './simulate.ts';
import type { Labelled, SimulatedPrior, SimulationSettings } from './simulatedRun.ts';
import { drawSplit, givenSplit, type Split, type TestDraw } from './split.ts';
import type { FullData, SimulatedTask } from './learner.ts';
import type { TestScores } from './oneLabel.ts';
import type { Pause } from '../pause.ts';

/** A strategy that is compared. */
export interface Entrant extends QueryStrategy {
  /** Chooses its initial records; as for the others when it is left out. */
  readonly start?: QueryStrategy | undefined;
  /** Settings of its own. */
  readonly own?: Partial<SimulationSettings> & { readonly prior?: PriorOption | 'off' };
}

export interface PriorOption {
  /** The labels' vectors beside records of so many dimensions: label set × dimensions, row-major. */
  readonly vectors: (dimensions: number) => Float32Array;
  readonly strength: SimulatedPrior['strength'];
}

/** Of one label a record where nothing else is said. */
export interface ComparisonOptions<
  Labels = Int32Array,
  Scores extends object = TestScores,
> extends SimulationSettings {
  readonly task: SimulatedTask<Labels, Scores>;
  readonly pool: OraclePool<Labels>;
  /** A given test set, or how much of the pool is drawn as one, anew for each seed. */
  readonly test: OraclePool<Labels> | TestDraw;
  /** Of a given test set, how many records are drawn for each seed; all when left out. */
  readonly testSize?: number | undefined;
  readonly labelNames: readonly string[];
  readonly strategies: readonly Entrant[];
  readonly seeds: readonly number[];
  /** Makes an embedder, fitted on these texts only. */
  readonly embedder: (texts: readonly string[], seed: number) => Promise<Embedder>;
  /** The labels' own words as prior of the heads. */
  readonly prior?: PriorOption | undefined;
  /** How vectors of so many dimensions were joined, where the weight of the lexical block is chosen. */
  readonly share?: (dimensions: number) => LexicalShare | undefined;
  /** With which seeds the head is trained on the whole pool too; with all when left out. */
  readonly fullDataSeeds?: readonly number[];
  readonly ops: MatrixOps;
  readonly clock: () => number;
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
  /** After each refit: how many labels the curve has reached. */
  readonly onPoint?: (strategy: string, seed: number, labels: number) => void;
  readonly onCurve?: (curve: SimulatedCurve<Scores>) => void;
}

export interface Comparison<Scores extends object = TestScores> {
  /** By seed, then by strategy. */
  readonly curves: readonly SimulatedCurve<Scores>[];
  /** One a seed for which it was wanted: the same head on the whole pool. */
  readonly fullData: readonly FullData<Scores>[];
  readonly sizes: {
    /** Of the first seed; other seeds differ by at most the last group of near-duplicates. */
    readonly pool: number;
    readonly test: number;
    /** Pool records left out because a given test set has the same text. */
    readonly alsoInTest: number;
  };
}

/** What a seed's runs share. */
interface Arena<Labels, Scores> {
  readonly pool: Labelled<Labels>;
  readonly test: Labelled<Labels>;
  readonly split: Split;
  readonly fullData?: FullData<Scores>;
}

/**
 * Replays strategies with an oracle, each with every seed. With one seed all strategies have the same
 * test set, embeddings and, unless they bring a start of their own, initial records (paired).
 * @throws UserError if the split leaves nothing to train or to test on; CancelledError
 */
export async function compareStrategies<Labels, Scores extends object>(
  options: ComparisonOptions<Labels, Scores>,
): Promise<Comparison<Scores>> {
  const { pool, seeds, strategies, onCurve, onPoint } = options;
  const curves: SimulatedCurve<Scores>[] = [];
  const fullData: FullData<Scores>[] = [];
  let sizes: Comparison['sizes'] | undefined;
  let arena: Arena<Labels, Scores> | undefined;
  for (const seed of seeds) {
    // With a given test set nothing in the arena depends on the seed.
    if (!arena || !isGiven(options.test) || options.testSize) arena = await arenaOf(options, seed);
    const { split } = arena;
    const given = isGiven(options.test);
    sizes ??= {
      pool: split.pool.length,
      test: split.test.length,
      alsoInTest: given ? pool.ids.length - split.pool.length : 0,
    };
    if (arena.fullData) fullData.push(arena.fullData);
    for (const strategy of strategies) {
      const curve = await simulate({
        ...options,
        ...strategy.own,
        pool: arena.pool,
        test: arena.test,
        share: options.share?.(arena.pool.x.cols),
        prior: priorOf(strategy.own?.prior ?? options.prior, options, arena.pool.x.cols),
        labelCount: options.labelNames.length,
        strategy,
        start: strategy.start,
        seed,
        idHash: (row) => hashString(pool.ids[split.pool[row]!]!, seed),
        characters: (row) => pool.texts[split.pool[row]!]!.length,
        onPoint: ({ labels }) => onPoint?.(strategy.name, seed, labels),
      });
      curves.push(curve);
      onCurve?.(curve);
    }
  }
  return { curves, fullData, sizes: sizes! };
}

const isGiven = <Labels>(test: OraclePool<Labels> | TestDraw): test is OraclePool<Labels> =>
  'ids' in test;

function priorOf(
  prior: PriorOption | 'off' | undefined,
  { labelNames }: { readonly labelNames: readonly string[] },
  dimensions: number,
): SimulatedPrior | undefined {
  if (!prior || prior === 'off') return undefined;
  const vectors = { rows: labelNames.length, cols: dimensions, data: prior.vectors(dimensions) };
  return { vectors, strength: prior.strength };
}

async function arenaOf<Labels, Scores extends object>(
  options: ComparisonOptions<Labels, Scores>,
  seed: number,
): Promise<Arena<Labels, Scores>> {
  const { task, pool, labelNames, signal, fullDataSeeds = [seed] } = options;
  const { test, testSize } = options;
  const tested = isGiven(test) ? test : pool;
  const split = isGiven(test)
    ? givenSplit(pool, test, testSize === undefined ? undefined : { size: testSize, seed })
    : drawSplit(pool, test, seed);
  if (split.pool.length < 2 || split.test.length === 0) {
    const left = { ask: split.pool.length, test: split.test.length };
    throw new UserError(message('simulation.badSplit', left));
  }
  const texts = Array.from(split.pool, (record) => pool.texts[record]!);
  const embedder = await options.embedder(texts, seed);
  try {
    const embed = async (
      from: OraclePool<Labels>,
      records: Int32Array,
    ): Promise<Labelled<Labels>> => {
      throwIfAborted(signal);
      const read = Array.from(records, (record) => from.texts[record]!);
      const data = await embedder.embed(read, signal);
      return {
        x: { rows: records.length, cols: embedder.dimensions, data },
        labels: task.take(from.labels, records),
      };
    };
    const asked = await embed(pool, split.pool);
    const held = await embed(tested, split.test);
    return {
      split,
      pool: asked,
      test: held,
      ...(fullDataSeeds.includes(seed) && {
        fullData: await task.fullData(asked, held, labelNames.length, { ...options, seed }),
      }),
    };
  } finally {
    await embedder.close?.();
  }
}
