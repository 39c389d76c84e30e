import { UserError } from '../errors.ts';
import type { SampledProbabilities } from '../heads/head.ts';
import type { LabelProbabilities } from '../acquisition/acquisition.ts';
import { takeLabels, YES, type Indicators } from '../heads/indicators.ts';
import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { message } from '../messages/messages.ts';
import type { Rng } from '../rng.ts';
import type { Pause } from '../pause.ts';

/** The pool's embeddings, in memory or read in blocks from a file. Rows are pool rows. */
export interface Embeddings {
  readonly size: number;
  readonly dimensions: number;
  /** Whether rows are embedded when read, so that a pass over all of them costs model time. */
  readonly onDemand?: boolean;
  /** The whole matrix, if it is in memory. */
  all(): Matrix | undefined;
  /** Rows [from, to). */
  block(from: number, to: number): Promise<Matrix>;
  /** The given rows, in the given order. */
  take(rows: ArrayLike<number>): Promise<Matrix>;
}

/** The input of a query strategy. */
export interface QueryState {
  readonly embeddings: Embeddings;
  /** Pool rows that may be asked, ascending: not answered, skipped, held out or already queued. */
  readonly candidates: Int32Array;
  /** Pool rows of the training records (never the hold-out), and their label-set indices. */
  readonly labelledRows: Int32Array;
  readonly labels: Int32Array;
  /** For multi-label records: `labels` is then empty, and the head's columns are independent. */
  readonly multiLabel?: MultiLabelState;
  /** Size of the label set, including labels not yet learnt. */
  readonly labelCount: number;
  /** The head's columns as label-set indices; empty before the first fit. */
  readonly columns: Int32Array;
  readonly ops: MatrixOps;
  readonly rng: Rng;
  /** A seeded hash of the record's id, used as a tie-breaker. */
  readonly idHash: (row: number) => number;
  /**
   * The head's probabilities for the given pool rows, rows × columns; absent before the first fit.
   */
  readonly probabilities?: (rows: Int32Array) => Promise<Matrix>;
  /** Provides bounds while `use` runs. Absent if they are not cheaper than probabilities. */
  readonly marginBounds?: <T>(use: (bounds: MarginBounds) => Promise<T>) => Promise<T>;
  /** Sampled heads' probabilities for the given pool rows; absent unless the head is Bayesian. */
  readonly samples?: (rows: Int32Array) => Promise<SampledProbabilities>;
  /** Expected seconds to answer a record, from the annotator's own timings. */
  readonly seconds?: (row: number) => number;
  /** Similarity of the given pool rows to a set of texts: 0 … 1, or slightly below 0. */
  readonly similarity?: (texts: readonly string[], rows: Int32Array) => Promise<Float32Array>;
  readonly signal?: AbortSignal | undefined;
  /**
   * Await between blocks of long loops: yields to the event loop once computing has taken long
   * enough. Throws CancelledError after a cancellation.
   */
  readonly pause?: Pause;
}

/** Additional state for multi-label records. */
export interface MultiLabelState {
  /** Labelled rows × label set. */
  readonly truth: Indicators;
  /** Probability from which a label is predicted; one per column of the head. */
  readonly thresholds: Float32Array;
}

/** Lower bounds of the head's margins. */
export interface MarginBounds {
  /** Per pool row, a lower bound of the difference between its two largest logits; may be negative. */
  readonly margins: Float32Array;
  /** Maximum difference between a bound and the estimate behind it. */
  readonly tolerance: number;
  /** Pool rows whose bound is at most `limit`, ascending. */
  rowsWithin(limit: number): Int32Array;
  /**
   * Inputs for upper bounds of scores: for each of these rows, probabilities in which every class
   * is as close to the best one as the bounds allow, rows × columns, columns in any order;
   * undefined if only margins are known.
   */
  upperBoundProbabilities(rows: Int32Array): Matrix | undefined;
}

/** The numeric reason for a pick. */
export interface PickReason {
  /** The strategy or acquisition function, or `random`, `explore`. */
  readonly kind: string;
  readonly value?: number;
  /** Label-set indices of the two most probable labels, if the value depends on them. */
  readonly a?: number;
  readonly b?: number;
  /** Label-set index of the label for which the record was picked. */
  readonly label?: number;
}

export interface Pick {
  /** Pool row. */
  readonly row: number;
  /** Higher = ask sooner. */
  readonly score: number;
  readonly reason: PickReason;
  /** Probability of this draw over all remaining records, given the earlier ones. */
  readonly q?: number;
}

/** Chooses the records to ask next. */
export interface QueryStrategy {
  readonly name: string;
  /**
   * The next min(n, candidates) records, most wanted first; distinct, only candidates, and
   * deterministic for a state and seed.
   */
  select(state: QueryState, n: number): Promise<Pick[]>;
}

/** A copy of the state with fewer candidates. */
export function withCandidates(state: QueryState, candidates: Int32Array): QueryState {
  return { ...state, candidates };
}

/**
 * The candidates' probabilities; rows sum to 1.
 * @throws UserError before the first fit
 * @throws RangeError for multi-label records, whose strategies `parseStrategy` chooses by task
 */
export function probabilitiesOf(state: QueryState, asker: string): Promise<Matrix> {
  if (state.multiLabel) throw new RangeError(`${asker}: records of several labels`);
  return fittedOf(state, asker)(state.candidates);
}

/**
 * The candidates' independent label probabilities with thresholds and answers.
 * @throws UserError before the first fit
 * @throws RangeError for single-label records, as `probabilitiesOf`
 */
export async function labelProbabilitiesOf(
  state: QueryState,
  asker: string,
): Promise<LabelProbabilities> {
  const { multiLabel, columns, candidates } = state;
  if (!multiLabel) throw new RangeError(`${asker}: records of one label each`);
  const { truth, thresholds } = multiLabel;
  const probabilities = await fittedOf(state, asker)(candidates);
  return { probabilities, thresholds, answered: takeLabels(truth, columns) };
}

function fittedOf(
  { probabilities }: QueryState,
  asker: string,
): NonNullable<QueryState['probabilities']> {
  if (!probabilities) throw new UserError(message('query.needsModel', { asker }));
  return probabilities;
}

/** The labelled rows that carry this label. */
export function rowsOfLabel(
  { labelledRows, labels, multiLabel }: QueryState,
  label: number,
): Int32Array {
  if (!multiLabel) return labelledRows.filter((_, i) => labels[i] === label);
  const { truth } = multiLabel;
  return labelledRows.filter((_, i) => truth.data[i * truth.labels + label] === YES);
}

/** Similarity of the candidates to texts. @throws UserError if texts cannot be compared */
export function similarityOf(state: QueryState, texts: readonly string[]): Promise<Float32Array> {
  if (!state.similarity) throw new UserError(message('query.needsTexts', {}));
  return state.similarity(texts, state.candidates);
}

/** @throws UserError unless the head is Bayesian */
export function samplesOf(state: QueryState, asker: string): Promise<SampledProbabilities> {
  if (!state.samples) {
    throw new UserError(message('query.needsSamples', { asker }));
  }
  return state.samples(state.candidates);
}
