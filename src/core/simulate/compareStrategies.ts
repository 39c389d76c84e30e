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
import type { TestScores } from './singleLabelTask.ts';
import type { Pause } from '../pause.ts';

/** A strategy in the comparison. */
export interface Entrant extends QueryStrategy {
  /** Chooses its initial records; shared with the others if omitted. */
  readonly start?: QueryStrategy | undefined;
  /** Its own settings. */
  readonly own?: Partial<SimulationSettings> & { readonly prior?: PriorOption | 'off' };
}

export interface PriorOption {
  /**
   * The labels' vectors for records with this many dimensions: label set × dimensions, row-major.
   */
  readonly vectors: (dimensions: number) => Float32Array;
  readonly strength: SimulatedPrior['strength'];
}

/** Single-label by default. */
export interface ComparisonOptions<
  Labels = Int32Array,
  Scores extends object = TestScores,
> extends SimulationSettings {
  readonly task: SimulatedTask<Labels, Scores>;
  readonly pool: OraclePool<Labels>;
  /** A given test set, or how much of the pool to draw as one for each seed. */
  readonly test: OraclePool<Labels> | TestDraw;
  /** Records drawn from a given test set for each seed; all if omitted. */
  readonly testSize?: number | undefined;
  readonly labelNames: readonly string[];
  readonly strategies: readonly Entrant[];
  readonly seeds: readonly number[];
  /** Creates an embedder, fitted on these texts only. */
  readonly embedder: (texts: readonly string[], seed: number) => Promise<Embedder>;
  /** Label prior of the heads, from the labels' own words. */
  readonly prior?: PriorOption | undefined;
  /**
   * How vectors with this many dimensions were concatenated, if the weight of the lexical block is
   * chosen.
   */
  readonly share?: (dimensions: number) => LexicalShare | undefined;
  /** Seeds for which the head is also trained on the whole pool; default all. */
  readonly fullDataSeeds?: readonly number[];
  readonly ops: MatrixOps;
  readonly clock: () => number;
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
  /** Called after each refit with the current number of labels. */
  readonly onPoint?: (strategy: string, seed: number, labels: number) => void;
  readonly onCurve?: (curve: SimulatedCurve<Scores>) => void;
}

export interface Comparison<Scores extends object = TestScores> {
  /** By seed, then by strategy. */
  readonly curves: readonly SimulatedCurve<Scores>[];
  /** One per requested seed: the same head on the whole pool. */
  readonly fullData: readonly FullData<Scores>[];
  readonly sizes: {
    /** For the first seed; other seeds differ by at most the last group of near-duplicates. */
    readonly pool: number;
    readonly test: number;
    /** Pool records excluded because a given test set has the same text. */
    readonly alsoInTest: number;
  };
}

/** State shared by a seed's runs. */
interface Arena<Labels, Scores> {
  readonly pool: Labelled<Labels>;
  readonly test: Labelled<Labels>;
  readonly split: Split;
  readonly fullData?: FullData<Scores>;
}

/**
 * Simulates strategies with an oracle, each with every seed. For one seed all strategies share test
 * set, embeddings and, unless they have their own start, initial records (paired).
 * @throws UserError if the split leaves nothing to train or to test on
 * @throws CancelledError
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
    // With a given test set, the shared state does not depend on the seed.
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
