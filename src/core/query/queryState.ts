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
  /** Some rows are embedded only when they are read: passes over all of them take a model's time. */
  readonly onDemand?: boolean;
  /** The whole matrix, when it is in memory. */
  all(): Matrix | undefined;
  /** Rows [from, to). */
  block(from: number, to: number): Promise<Matrix>;
  /** The given rows, in the given order. */
  take(rows: ArrayLike<number>): Promise<Matrix>;
}

/** All that a query strategy may know. */
export interface QueryState {
  readonly embeddings: Embeddings;
  /** Pool rows that may be asked, ascending: nothing answered, skipped, held out or sent ahead. */
  readonly candidates: Int32Array;
  /** Pool rows trained on (never the hold-out), and their label-set indices. */
  readonly labelledRows: Int32Array;
  readonly labels: Int32Array;
  /** Where a record may have several labels: then `labels` is empty, and the head's columns stand each for itself. */
  readonly severalLabels?: SeveralLabels;
  /** The size of the label set, learnt or not. */
  readonly labelCount: number;
  /** The head's columns as label-set indices; empty before the first fit. */
  readonly columns: Int32Array;
  readonly ops: MatrixOps;
  readonly rng: Rng;
  /** A seeded hash of the record's id: decides among equal scores. */
  readonly idHash: (row: number) => number;
  /** The head's probabilities of the given pool rows, rows × columns; absent before the first fit. */
  readonly probabilities?: (rows: Int32Array) => Promise<Matrix>;
  /**
   * Lends bounds for as long as `use` runs. Absent where they are not cheaper than probabilities.
   */
  readonly marginBounds?: <T>(use: (bounds: MarginBounds) => Promise<T>) => Promise<T>;
  /** Sampled heads' probabilities of the given pool rows; absent unless the head is Bayesian. */
  readonly samples?: (rows: Int32Array) => Promise<SampledProbabilities>;
  /** Expected seconds to answer a record, from the annotator's own timings. */
  readonly seconds?: (row: number) => number;
  /** How like the given pool rows are to texts, taken together: 0 … 1, or a little below. */
  readonly similarity?: (texts: readonly string[], rows: Int32Array) => Promise<Float32Array>;
  readonly signal?: AbortSignal | undefined;
  /**
   * To be waited for between blocks of long loops: messages have their turn in it when computing has gone
   * on for long enough. Throws CancelledError after a cancel.
   */
  readonly pause?: Pause;
}

/** What is known where a record may have several labels. */
export interface SeveralLabels {
  /** Labelled rows × label set. */
  readonly truth: Indicators;
  /** From which probability on a label is predicted: one a column of the head. */
  readonly thresholds: Float32Array;
}

/** Lower bounds of the head's margins. */
export interface MarginBounds {
  /** For each pool row a lower bound of the difference of its two largest logits; may be negative. */
  readonly margins: Float32Array;
  /** The most that a bound lies below the estimate that it was made of. */
  readonly tolerance: number;
  /** The pool rows whose bound is not above a limit, ascending. */
  rowsWithin(limit: number): Int32Array;
  /**
   * Upper bounds for scoring: the probabilities of these rows, rows × columns, in which every class is as close to
   * the best one as the bounds allow, columns in any order; undefined where only margins are known.
   */
  upperBoundProbabilities(rows: Int32Array): Matrix | undefined;
}

/** Why a record is asked, in numbers. */
export interface PickReason {
  /** The strategy or acquisition function, or `random`, `explore`. */
  readonly kind: string;
  readonly value?: number;
  /** Label-set indices of the two most probable labels, when the value speaks of them. */
  readonly a?: number;
  readonly b?: number;
  /** The label-set index of the label that the record is asked for. */
  readonly label?: number;
}

export interface Pick {
  /** Pool row. */
  readonly row: number;
  /** Higher = ask sooner. */
  readonly score: number;
  readonly reason: PickReason;
  /** The probability of this draw given all earlier ones, over everything that remained. */
  readonly q?: number;
}

/** Which records to ask next. */
export interface QueryStrategy {
  readonly name: string;
  /**
   * The next min(n, candidates) records, most wanted first; distinct, candidates only, the same for
   * the same state and seed.
   */
  select(state: QueryState, n: number): Promise<Pick[]>;
}

/** The same state with fewer candidates. */
export function withCandidates(state: QueryState, candidates: Int32Array): QueryState {
  return { ...state, candidates };
}

/**
 * The candidates' probabilities, in rows that sum to 1.
 * @throws UserError before the first fit, and where a record may have several labels.
 */
export function probabilitiesOf(state: QueryState, asker: string): Promise<Matrix> {
  if (state.severalLabels)
    throw new UserError(message('query.otherTask', { asker, task: 'multi' }));
  return fittedOf(state, asker)(state.candidates);
}

/**
 * The candidates' probabilities, each label's by itself, and what goes with them.
 * @throws UserError before the first fit, and where a record has one label.
 */
export async function labelProbabilitiesOf(
  state: QueryState,
  asker: string,
): Promise<LabelProbabilities> {
  const { severalLabels, columns, candidates } = state;
  if (!severalLabels) throw new UserError(message('query.otherTask', { asker, task: 'single' }));
  const { truth, thresholds } = severalLabels;
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

/** The labelled rows that are of a label. */
export function rowsOfLabel(
  { labelledRows, labels, severalLabels }: QueryState,
  label: number,
): Int32Array {
  if (!severalLabels) return labelledRows.filter((_, i) => labels[i] === label);
  const { truth } = severalLabels;
  return labelledRows.filter((_, i) => truth.data[i * truth.labels + label] === YES);
}

/** How like the candidates are to texts. @throws UserError where texts cannot be compared. */
export function similarityOf(state: QueryState, texts: readonly string[]): Promise<Float32Array> {
  if (!state.similarity) throw new UserError(message('query.needsTexts', {}));
  return state.similarity(texts, state.candidates);
}

/** @throws UserError unless the head is Bayesian. */
export function samplesOf(state: QueryState, asker: string): Promise<SampledProbabilities> {
  if (!state.samples) {
    throw new UserError(message('query.needsSamples', { asker }));
  }
  return state.samples(state.candidates);
}
