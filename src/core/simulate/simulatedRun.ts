import type { LexicalShare } from '../embed/lexicalShare.ts';
import type { ClassWeight } from '../heads/classWeights.ts';
import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { Pause } from '../pause.ts';
import type { QueryStrategy } from '../query/queryState.ts';

/** Records with their true labels. */
export interface Labelled<Labels = Int32Array> {
  /** n × d embeddings. */
  readonly x: Matrix;
  /** n label-set indices, or multi-label judgements. */
  readonly labels: Labels;
}

/** Settings shared by all compared strategies. */
export interface SimulationSettings {
  /** Records labelled before the strategy's first query. */
  readonly initial: number;
  /** `file`: the first records in file order, as in the reference experiment. */
  readonly initialOrder: 'random' | 'file';
  readonly batch: number;
  /** Number of labels at which the run ends. */
  readonly budget: number;
  /** `auto`: by cross-validation on the training labels, on the product's schedule. */
  readonly c: number | 'auto';
  /** Lower bound of C while there are few labels; default none. */
  readonly minC?: number | undefined;
  readonly classWeight?: ClassWeight;
}

/** Label prior of the heads, from the labels' own words. */
export interface SimulatedPrior {
  /** P, label set × d. */
  readonly vectors: Matrix;
  /** s; `auto`: by cross-validation like C, and `initialStrength` before. */
  readonly strength: number | 'auto';
}

/** One run of a simulation, for any task. */
export interface SimulatedRun<Labels> extends SimulationSettings {
  readonly prior?: SimulatedPrior | undefined;
  /**
   * How the vectors were concatenated, if the weight of the lexical block is chosen: with C, from
   * 100 labels on.
   */
  readonly share?: LexicalShare | undefined;
  /** The records to query, with the oracle's answers. */
  readonly pool: Labelled<Labels>;
  readonly test: Labelled<Labels>;
  /** Size of the label set. */
  readonly labelCount: number;
  readonly strategy: QueryStrategy;
  /** Chooses the initial records, before there is a head; by `initialOrder` if omitted. */
  readonly start?: QueryStrategy | undefined;
  readonly seed: number;
  readonly ops: MatrixOps;
  /** Seeded hash of a pool record; breaks ties of scores. */
  readonly idHash: (row: number) => number;
  /** Length of a pool record's text. */
  readonly characters: (row: number) => number;
  /** Milliseconds since any fixed time. */
  readonly clock: () => number;
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
}
