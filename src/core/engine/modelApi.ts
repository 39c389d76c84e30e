import type { HeadBackend } from '../heads/headBackend.ts';
import type { HeadKind } from '../projectFile/projectFile.ts';
import type { StrategySettings } from '../query/parseStrategy.ts';
import type { RecordId } from '../record.ts';
import type { Ask } from '../store/events.ts';

/** The head: fitted to the answers, it predicts labels and chooses the records to ask for. */
export interface ModelApi {
  /** Trains the head on the given annotations; later calls predict with it. */
  fit(params: FitParams): Promise<FitSummary>;
  /** Trains a head in the same way, from nothing, and leaves the present one as it is. */
  fitBeside(params: FitParams): Promise<BesideFit>;
  /** The next batch, by the given strategy; without a trained head only start strategies serve. */
  query(params: QueryParams): Promise<AskedPick[]>;
  /** Class probabilities by the present head, for suggestions. */
  predict(params: PredictParams): Promise<Prediction[]>;
  /** Histogram of the acquisition score over the records that may still be asked for: 20 bins over [0, 1]. */
  uncertainty(params: { acquisition: string; exclude: RecordId[] }): Promise<number[]>;
}

export interface PredictParams {
  readonly ids: RecordId[];
  /** Before there is a head, the label column's value at probability 1. */
  readonly fromColumn?: boolean;
  /** Before there is a head, and without `fromColumn`, what the labels' words say. */
  readonly described?: DescribedLabels;
}

export interface FitParams {
  readonly training: TrainingSet;
  readonly labels: string[];
  readonly kind: HeadKind;
  /** K, the models of a committee, or the passes of a dropout network. */
  readonly members: number;
  /** Inverse regularisation strength, or `auto`: cross-validation when due, else the last choice. */
  readonly c: number | 'auto';
  readonly lastC?: number;
  /** The smallest C while there are few labels; no limit when left out. */
  readonly leastC?: number;
  /** The labels' words as prior of a logistic head; others have none. */
  readonly prior?: PriorParams;
  /** Whether cross-validation of C and s is due (see `isCvDue`). */
  readonly chooseC: boolean;
  /** Whether with them the weight of the lexical block beside a sentence model is chosen. */
  readonly chooseWeight?: boolean;
  readonly classWeight: 'balanced' | 'none';
  /** Whether the search may begin at the present head. */
  readonly warmStart: boolean;
  readonly seed: number;
}

export interface ChosenWeight {
  readonly chosen: number;
  /** Fingerprint that the vectors have by it: not the present one where they are to change. */
  readonly embedding: string;
}

export interface FitSummary {
  readonly c: number;
  /** Undefined also where the vectors know nothing of the labels' words. */
  readonly prior?: PriorInUse;
  /** The weight of the lexical block, where it was chosen. */
  readonly weight?: ChosenWeight;
  /** Labels that its columns stand for, in their order. */
  readonly columns: string[];
  /** Those of them that were answered with: under a prior it has columns for others too. */
  readonly learnt: string[];
  readonly trainedOn: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Which fit of this engine made it: 1, 2, 3 … */
  readonly head: number;
  /** Whether the search began at the head before it: to repeat it, that one is needed. */
  readonly warm: boolean;
  /** The head, with a version in front; small (kilobytes). */
  readonly bytes: Uint8Array;
  readonly kernel: string;
  /** Of a dropout head: which backend computes it, and why not a better one. */
  readonly backend?: HeadBackend;
  readonly embedding: string;
  readonly fitMs: number;
}

/** A head that serves nothing but to be looked at. */
export type BesideFit = Omit<FitSummary, 'head' | 'warm'>;

export interface QueryParams {
  readonly settings: StrategySettings;
  readonly count: number;
  /** Answered, skipped, held out, already sent ahead. */
  readonly exclude: RecordId[];
  readonly training: TrainingSet;
  readonly labels: string[];
  readonly seed: number;
  /** The fit whose head is to score; the present one's when left out. */
  readonly head?: number;
  /** How long the annotator took over earlier records, for strategies that count the cost. */
  readonly timings?: AnswerTiming[];
}

export interface AnswerTiming {
  readonly id: RecordId;
  readonly elapsedMs: number;
}

export interface AskedPick {
  readonly id: RecordId;
  /** Higher = ask sooner. */
  readonly score: number;
  readonly reason: NonNullable<Ask['reason']>;
  /** Probability with which the record was drawn, where the strategy is stochastic. */
  readonly q?: number;
}

export interface Prediction {
  readonly id: RecordId;
  /** Label names, most probable first; only labels that the head has learnt. */
  readonly probabilities: readonly { readonly label: string; readonly p: number }[];
  /** No answer speaks for it, only the labels' words. */
  readonly from?: 'descriptions';
}

export interface StoredHead {
  readonly bytes: Uint8Array;
  /** Label names that its columns stand for. */
  readonly labels: string[];
  /** Those of them that nothing was answered with: it knows them from their description only. */
  readonly described?: readonly string[];
}

export interface TrainingSet {
  readonly ids: RecordId[];
  /** Parallel to `ids`. */
  readonly answers: string[];
}

/** The label prior that a head is to have: words, of which the engine makes vectors. */
export interface PriorParams {
  /** What a sentence model reads for each label of the set, in its order. */
  readonly texts: string[];
  /** s, or `auto`: cross-validation when due, else the last choice. */
  readonly strength: number | 'auto';
  readonly lastStrength?: number;
}

/** The label prior that a head was fitted under. */
export interface PriorInUse {
  readonly texts: string[];
  /** s; 0 where the answers speak against the labels' words. */
  readonly strength: number;
}

/** Labels by their words, for suggestions before there is a head. */
export interface DescribedLabels extends PriorInUse {
  readonly labels: string[];
}
