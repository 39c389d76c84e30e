import { throwIfAborted } from '../errors.ts';
import { takeRows, type Matrix } from '../math/matrix.ts';
import type { QueryState } from '../query/queryState.ts';
import { Rng } from '../rng.ts';
import type { SimulatedTask } from './learner.ts';
import type { SimulatedRun } from './simulatedRun.ts';
import type { TestScores } from './singleLabelTask.ts';

/** One point of a simulated learning curve, with its scores on the test set. */
export type SimulatedPoint<Scores extends object = TestScores> = Scores & PointInfo;

interface PointInfo {
  /** Number of training labels. */
  readonly labels: number;
  /** UTF-16 units of the texts read by the oracle so far. */
  readonly characters: number;
  readonly c: number;
  /** s of the label prior; 0 without one. */
  readonly s: number;
  /** Weight of the lexical block, if chosen. */
  readonly weight?: number;
  /** Milliseconds to train the head, including the choice of C and s. */
  readonly fitMs: number;
  /** Milliseconds to score the pool and choose the next batch; 0 at the last point. */
  readonly scoreMs: number;
}

export interface SimulatedCurve<Scores extends object = TestScores> {
  /** The strategy's name in settings. */
  readonly name: string;
  readonly seed: number;
  /** Label counts: `initial`, then `batch` more each, then the budget. */
  readonly points: readonly SimulatedPoint<Scores>[];
}

/** Single-label by default. */
export interface Simulation<
  Labels = Int32Array,
  Scores extends object = TestScores,
> extends SimulatedRun<Labels> {
  readonly task: SimulatedTask<Labels, Scores>;
  readonly onPoint?: ((point: SimulatedPoint<Scores>) => void) | undefined;
}

/**
 * Simulates a query strategy with an oracle and scores the head after each batch on a separate test
 * set. Runs with the same seed begin with the same records and choose C on the same folds for every
 * strategy, which makes comparisons paired. Nothing is selected on the test set. While all labels
 * are the same, the head is constant and every score a tie.
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
    // A separate generator for each number of labels: draws of a strategy must not shift another's
    // folds.
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

/** The initially labelled records: the same for every strategy with this seed and start. */
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

/** State available to a strategy before there is a head. */
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
