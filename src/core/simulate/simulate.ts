import { throwIfAborted } from '../errors.ts';
import { labelsAt, recordsAt, type LexicalShare } from '../embed/lexicalShare.ts';
import { initialCAbove, isCvDue } from '../heads/chooseC.ts';
import type { ClassWeight } from '../heads/classWeights.ts';
import { chooseHead, initialStrength, type HeadStrengths } from '../heads/chooseHead.ts';
import { fitCommitteeHead } from '../heads/committeeHead.ts';
import { fitLogisticHead, type LogisticHead } from '../heads/logisticHead.ts';
import { takeRows, type Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { QueryState, QueryStrategy } from '../query/queryState.ts';
import { hashString, Rng } from '../rng.ts';
import { testHead, type Labelled, type TestScores } from './trainHead.ts';
import type { Pause } from '../pause.ts';

/** One point of a simulated learning curve. */
export interface SimulatedPoint extends TestScores {
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

export interface SimulatedCurve {
  /** The strategy, as it is named in settings. */
  readonly name: string;
  readonly seed: number;
  /** Labels are `initial`, then `batch` more each, then the budget. */
  readonly points: readonly SimulatedPoint[];
}

/** What is the same for all strategies that are compared. */
export interface SimulationSettings {
  /** Records labelled before the strategy asks for the first time. */
  readonly initial: number;
  /** `file`: the first records in file order, as in the reference experiment. */
  readonly initialOrder: 'random' | 'file';
  readonly batch: number;
  /** Labels at which it ends. */
  readonly budget: number;
  /** `auto`: chosen by cross-validation on the training labels, on the product's schedule. */
  readonly c: number | 'auto';
  /** The smallest C while there are few labels; no limit when left out. */
  readonly leastC?: number | undefined;
  readonly classWeight?: ClassWeight;
}

/** The labels' own words as prior of the heads. */
export interface SimulatedPrior {
  /** P, label set × d. */
  readonly vectors: Matrix;
  /** s; `auto`: by cross-validation as C is, and `initialStrength` before. */
  readonly strength: number | 'auto';
}

export interface Simulation extends SimulationSettings {
  readonly prior?: SimulatedPrior | undefined;
  /** How the vectors were joined, where the weight of the lexical block is chosen: with C, from 100 labels on. */
  readonly share?: LexicalShare | undefined;
  /** The records that can be asked, and what the oracle answers. */
  readonly pool: Labelled;
  readonly test: Labelled;
  /** Size of the label set. */
  readonly labelCount: number;
  readonly strategy: QueryStrategy;
  /** Chooses the initial records, before there is a head; `initialOrder` decides when it is left out. */
  readonly start?: QueryStrategy | undefined;
  readonly seed: number;
  readonly ops: MatrixOps;
  /** Seeded hash of a pool record: decides among equal scores. */
  readonly idHash: (row: number) => number;
  /** Length of a pool record's text. */
  readonly characters: (row: number) => number;
  /** Milliseconds from any fixed moment. */
  readonly clock: () => number;
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
  readonly onPoint?: ((point: SimulatedPoint) => void) | undefined;
}

/**
 * Replays a query strategy with an oracle and measures the head after each batch on a separate test
 * set. Runs with the same seed begin with the same records and choose C on the same folds whatever
 * the strategy, so that strategies are compared in pairs. The test set chooses nothing. While the
 * labels seen are all the same, the head is constant and every score a tie.
 * @throws CancelledError
 */
export async function simulate(simulation: Simulation): Promise<SimulatedCurve> {
  const { ops, strategy, seed, clock, share, signal } = simulation;
  const given = simulation.pool;
  const size = given.x.rows;
  const budget = Math.min(Math.max(simulation.budget, simulation.initial), size);
  const labelled = await initialRows(simulation);
  const points: SimulatedPoint[] = [];
  let head: LogisticHead | undefined;
  const { classWeight } = simulation;
  const weighted = classWeight && { classWeight };
  let present = strengthsBefore(simulation);
  let vectors = simulation;
  let chosenAt = 0;
  for (;;) {
    throwIfAborted(signal);
    const { length } = labelled;
    // A generator of its own for each number of labels: what one strategy draws never shifts another's folds.
    const rng = new Rng(seed).fork(`at ${length}`);
    const answers = Int32Array.from(labelled, (row) => given.labels[row]!);
    const fitBegan = clock();
    const isOpen = simulation.c === 'auto' || simulation.prior?.strength === 'auto' || share;
    if (isOpen && isCvDue(chosenAt, length)) {
      const { weight } = present;
      const folds = hashString('folds', rng.uint32());
      present = await chooseHead(takeRows(given.x, labelled), answers, ops, {
        c: simulation.c,
        leastC: simulation.leastC,
        ...weighted,
        strength: simulation.prior?.strength ?? 0,
        labelVectors: simulation.prior?.vectors,
        share,
        present,
        rng: () => new Rng(folds),
        signal,
      });
      chosenAt = length;
      if (present.weight !== weight) {
        vectors = weighed(simulation, present.weight!);
        head = undefined;
      }
    }
    const { c, strength: s, weight } = present;
    const { pool, test, prior } = vectors;
    const known = takeRows(pool.x, labelled);
    const fitted = await fitLogisticHead(known, answers, ops, {
      c,
      ...weighted,
      prior: prior && { vectors: prior.vectors, strength: s },
      warmStart: head,
      signal,
    });
    head = fitted.head;
    const fitMs = clock() - fitBegan;

    const scoreBegan = clock();
    const wanted = Math.min(simulation.batch, budget - length);
    const next =
      wanted > 0
        ? await strategy.select(stateOf(vectors, { head, c, labelled, answers, rng }), wanted)
        : [];
    const scoreMs = wanted > 0 ? clock() - scoreBegan : 0;

    const scores = await testHead(head, test, simulation.labelCount);
    const characters = labelled.reduce((sum, row) => sum + simulation.characters(row), 0);
    const point = {
      labels: length,
      ...scores,
      characters,
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

/** C, s and the weight until they are chosen. */
function strengthsBefore({ c, leastC = 0, prior, share }: Simulation): HeadStrengths {
  const strength = prior?.strength === 'auto' ? initialStrength : (prior?.strength ?? 0);
  const weight = share && { weight: share.weight };
  return { c: c === 'auto' ? initialCAbove(leastC) : c, strength, ...weight };
}

/** The same with all vectors at another weight of the lexical block. */
function weighed(simulation: Simulation, weight: number): Simulation {
  const { pool, test, prior, share } = simulation;
  return {
    ...simulation,
    pool: { ...pool, x: recordsAt(pool.x, share!, weight) },
    test: { ...test, x: recordsAt(test.x, share!, weight) },
    prior: prior && { ...prior, vectors: labelsAt(prior.vectors, share!, weight) },
  };
}

/** The records labelled at the beginning: the same for every strategy with this seed and start. */
async function initialRows(simulation: Simulation): Promise<number[]> {
  const { pool, initial, initialOrder, seed, start } = simulation;
  const size = pool.x.rows;
  const count = Math.min(Math.max(1, initial), size);
  if (start) {
    const rng = new Rng(seed).fork('start');
    const picks = await start.select(untrained(simulation, [], rng), count);
    return picks.map(({ row }) => row);
  }
  if (initialOrder === 'file') return Array.from({ length: count }, (_, row) => row);
  return Array.from(new Rng(seed).fork('initial').sample(size, count));
}

/** What is known at one point of the curve. */
interface Trained {
  readonly head: LogisticHead;
  readonly c: number;
  readonly labelled: readonly number[];
  readonly answers: Int32Array;
  readonly rng: Rng;
}

/** Strategies that need sampled heads get a committee, trained when they ask for it and without a prior. */
function stateOf(simulation: Simulation, { head, c, labelled, answers, rng }: Trained): QueryState {
  const { pool, ops, signal } = simulation;
  const { x } = pool;
  return {
    ...untrained(simulation, labelled, rng),
    labels: answers,
    columns: head.labels,
    probabilities: async (rows) => takeRows(await head.predictProba(x), rows),
    samples: async (rows) => {
      const known = takeRows(x, labelled);
      const options = { c, rng: rng.fork('committee'), signal };
      const committee = await fitCommitteeHead(known, answers, ops, options);
      return committee.sampleProba(takeRows(x, rows));
    },
  };
}

/** What a strategy may know while there is no head. */
function untrained(
  { pool, labelCount, ops, idHash, signal }: Simulation,
  labelled: readonly number[],
  rng: Rng,
): QueryState {
  const { x } = pool;
  const asked = new Uint8Array(x.rows);
  for (const row of labelled) asked[row] = 1;
  return {
    embeddings: inMemory(x),
    candidates: Int32Array.from(asked.keys()).filter((row) => asked[row] === 0),
    labelledRows: Int32Array.from(labelled),
    labels: Int32Array.from(labelled, (row) => pool.labels[row]!),
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
