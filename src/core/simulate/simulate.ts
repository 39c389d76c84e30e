import { throwIfAborted } from '../errors.ts';
import { takeRows, type Matrix } from '../math/matrix.ts';
import type { QueryState } from '../query/queryState.ts';
import { Rng } from '../rng.ts';
import type { SimulatedTask } from './learner.ts';
import type { SimulatedRun } from './simulatedRun.ts';
import type { TestScores } from './oneLabel.ts';

/** One point of a simulated learning curve, with its measures on the test set. */
export type SimulatedPoint<Scores extends object = TestScores> = Scores & PointInfo;

interface PointInfo {
  /** Training labels. */
  readonly labels: number;
  /** UTF-16 units of the texts that the oracle has read so far. */
  readonly characters: number;
  readonly c: number;
  /** s of the label prior; 0 without one. */
  readonly s: number;
  /** Of the lexical block, where it is chosen. */
  readonly weight?: number;
  /** Milliseconds to train the head, choosing C and s included. */
  readonly fitMs: number;
  /** Milliseconds to score the pool and choose the next batch; 0 at the last point. */
  readonly scoreMs: number;
}

export interface SimulatedCurve<Scores extends object = TestScores> {
  /** The strategy, as it is named in settings. */
  readonly name: string;
  readonly seed: number;
  /** Labels are `initial`, then `batch` more each, then the budget. */
  readonly points: readonly SimulatedPoint<Scores>[];
}

/** Of one label a record where nothing else is said. */
export interface Simulation<
  Labels = Int32Array,
  Scores extends object = TestScores,
> extends SimulatedRun<Labels> {
  readonly task: SimulatedTask<Labels, Scores>;
  readonly onPoint?: ((point: SimulatedPoint<Scores>) => void) | undefined;
}

/**
 * Replays a query strategy with an oracle and measures the head after each batch on a separate test
 * set. Runs with the same seed begin with the same records and choose C on the same folds whatever
 * the strategy, so that strategies are compared in pairs. The test set chooses nothing. While the
 * labels seen are all the same, the head is constant and every score a tie.
 * @throws CancelledError
 */
export async function simulate<Labels, Scores extends object>(
  simulation: Simulation<Labels, Scores>,
): Promise<SimulatedCurve<Scores>> {
  const { pool, strategy, seed, clock, signal } = simulation;
  const budget = Math.min(Math.max(simulation.budget, simulation.initial), pool.x.rows);
  const labelled = await initialRows(simulation);
  const learner = simulation.task.learner(simulation);
  const points: SimulatedPoint<Scores>[] = [];
  for (;;) {
    throwIfAborted(signal);
    const { length } = labelled;
    // A generator of its own for each number of labels: what one strategy draws never shifts another's folds.
    const rng = new Rng(seed).fork(`at ${length}`);
    const fitBegan = clock();
    const trained = await learner.fit(labelled, rng);
    const fitMs = clock() - fitBegan;

    const scoreBegan = clock();
    const wanted = Math.min(simulation.batch, budget - length);
    const state = {
      ...untrained(simulation, trained.vectors.pool, labelled, rng),
      ...trained.known,
    };
    const next = wanted > 0 ? await strategy.select(state, wanted) : [];
    const scoreMs = wanted > 0 ? clock() - scoreBegan : 0;

    const { c, strength: s, weight } = trained.strengths;
    const point = {
      labels: length,
      ...(await trained.test()),
      characters: labelled.reduce((sum, row) => sum + simulation.characters(row), 0),
      c,
      s,
      fitMs,
      scoreMs,
      ...(weight !== undefined && { weight }),
    };
    points.push(point);
    simulation.onPoint?.(point);
    if (next.length === 0) break;
    for (const { row } of next) labelled.push(row);
    await simulation.pause();
  }
  return { name: strategy.name, seed, points };
}

/** The records labelled at the beginning: the same for every strategy with this seed and start. */
async function initialRows<Labels>(simulation: SimulatedRun<Labels>): Promise<number[]> {
  const { pool, initial, initialOrder, seed, start } = simulation;
  const size = pool.x.rows;
  const count = Math.min(Math.max(1, initial), size);
  if (start) {
    const rng = new Rng(seed).fork('start');
    const picks = await start.select(untrained(simulation, pool.x, [], rng), count);
    return picks.map(({ row }) => row);
  }
  if (initialOrder === 'file') return Array.from({ length: count }, (_, row) => row);
  return Array.from(new Rng(seed).fork('initial').sample(size, count));
}

/** What a strategy may know while there is no head. */
function untrained<Labels>(
  { labelCount, ops, idHash, signal }: SimulatedRun<Labels>,
  x: Matrix,
  labelled: readonly number[],
  rng: Rng,
): QueryState {
  const asked = new Uint8Array(x.rows);
  for (const row of labelled) asked[row] = 1;
  return {
    embeddings: inMemory(x),
    candidates: Int32Array.from(asked.keys()).filter((row) => asked[row] === 0),
    labelledRows: Int32Array.from(labelled),
    labels: new Int32Array(),
    labelCount,
    columns: new Int32Array(),
    ops,
    rng,
    idHash,
    signal,
  };
}

function inMemory(x: Matrix): QueryState['embeddings'] {
  return {
    size: x.rows,
    dimensions: x.cols,
    all: () => x,
    block: (from, to) =>
      Promise.resolve({
        rows: to - from,
        cols: x.cols,
        data: x.data.subarray(from * x.cols, to * x.cols),
      }),
    take: (rows) => Promise.resolve(takeRows(x, rows)),
  };
}
