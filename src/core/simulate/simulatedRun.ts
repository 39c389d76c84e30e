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
  /** n label-set indices, or judgements of several labels. */
  readonly labels: Labels;
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

/** One run of a simulation, whatever is measured. */
export interface SimulatedRun<Labels> extends SimulationSettings {
  readonly prior?: SimulatedPrior | undefined;
  /** How the vectors were joined, where the weight of the lexical block is chosen: with C, from 100 labels on. */
  readonly share?: LexicalShare | undefined;
  /** The records that can be asked, and what the oracle answers. */
  readonly pool: Labelled<Labels>;
  readonly test: Labelled<Labels>;
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
}
