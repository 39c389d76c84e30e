import type { Decide } from '../heads/expectedCount.ts';
import type { HeadBackend } from '../heads/headBackend.ts';
import type { LabelTask } from '../acquisition/acquisition.ts';
import type { HeadKind } from '../projectFile/projectFile.ts';
import type { StrategySettings } from '../query/parseStrategy.ts';
import type { RecordId } from '../record.ts';
import type { Ask } from '../store/events.ts';

/** The head: fitted to the answers, it predicts labels and selects records to label. */
export interface ModelApi {
  /** Trains the head on the given annotations; later calls predict with it. */
  fit(params: FitParams): Promise<FitSummary>;
  /** Trains a head from scratch in the same way; keeps the present one. */
  fitBeside(params: FitParams): Promise<BesideFit>;
  /**
   * Draws the next batch by the given strategy; without a trained head only start strategies work.
   */
  query(params: QueryParams): Promise<AskedPick[]>;
  /** Calibrated class probabilities from the present head, for suggestions. */
  predict(params: PredictParams): Promise<Prediction[]>;
  /**
   * Histogram of the acquisition score over the unlabelled candidates: 20 bins over [0, 1]. Of
   * several labels a record always of `threshold-margin`, as other scores have other ranges.
   */
  uncertainty(params: { acquisition: string; exclude: RecordId[] }): Promise<number[]>;
}

export interface PredictParams {
  readonly ids: RecordId[];
  /** Before there is a head, the label column's value at probability 1. */
  readonly fromColumn?: boolean;
  /** Before there is a head and without `fromColumn`, predictions from the labels' words. */
  readonly described?: DescribedLabels;
}

export interface FitParams {
  readonly training: TrainingSet;
  readonly labels: string[];
  readonly kind: HeadKind;
  /** K: models of a committee, or passes of a dropout network. */
  readonly members: number;
  /** Inverse regularisation strength, or `auto`: cross-validation when due, else the last choice. */
  readonly c: number | 'auto';
  readonly lastC?: number;
  /** Lower limit of C while there are few labels; none if omitted. */
  readonly leastC?: number;
  /** The labels' words as prior of a logistic head; other heads have none. */
  readonly prior?: PriorParams;
  /** Whether cross-validation of C and s is due (see `isCvDue`). */
  readonly chooseC: boolean;
  /** Whether to choose the weight of the lexical block beside a sentence model along with them. */
  readonly chooseWeight?: boolean;
  readonly classWeight: 'balanced' | 'none';
  /** Whether T is to be fitted to cross-validated probabilities of the training records. */
  readonly calibrate?: boolean;
  /** T otherwise; default 1. A dropout head has none. */
  readonly lastTemperature?: number;
  /** Of several labels a record: how probabilities become labels; default global. */
  readonly decide?: Decide;
  /**
   * The hold-out. Of several labels a record: the probabilities from which labels are predicted are
   * based on the pool without it and without the training records.
   */
  readonly heldOut?: RecordId[];
  /** Whether the optimization may start from the present head. */
  readonly warmStart: boolean;
  readonly seed: number;
}

export interface ChosenWeight {
  readonly chosen: number;
  /**
   * Fingerprint of the vectors under it; differs from the present one if the vectors are to change.
   */
  readonly embedding: string;
}

export interface FitSummary {
  readonly c: number;
  /** T of its predictions; 1 if absent. Strategies use its probabilities without T. */
  readonly temperature?: number;
  /** Undefined also if the vectors do not know the labels' words. */
  readonly prior?: PriorInUse;
  /** The weight of the lexical block, if it was chosen. */
  readonly weight?: ChosenWeight;
  /** Labels of its columns, in order. */
  readonly columns: string[];
  /**
   * Those with at least one answer, or of several labels a record those that applied at least once:
   * under a prior, other labels have columns too.
   */
  readonly learnt: string[];
  readonly trainedOn: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Serial number of the fit in this engine: 1, 2, 3 … */
  readonly head: number;
  /** Whether the optimization started from the previous head, which reproducing it requires. */
  readonly warm: boolean;
  /** The head, prefixed with a version; small (kilobytes). */
  readonly bytes: Uint8Array;
  readonly kernel: string;
  /** Of a dropout head: its backend, and why it is not a faster one. */
  readonly backend?: HeadBackend;
  readonly embedding: string;
  readonly fitMs: number;
}

/** A head for inspection only. */
export type BesideFit = Omit<FitSummary, 'head' | 'warm'>;

export interface QueryParams {
  readonly settings: StrategySettings;
  readonly count: number;
  /** Labelled, skipped, held out or already sent ahead. */
  readonly exclude: RecordId[];
  readonly training: TrainingSet;
  readonly labels: string[];
  readonly seed: number;
  /** The fit whose head scores; default: the present one. */
  readonly head?: number;
  /** How long earlier records took the annotator, for cost-sensitive strategies. */
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
  /** Sampling probability of the record, if the strategy is stochastic. */
  readonly q?: number;
}

export interface Prediction {
  readonly id: RecordId;
  /** Most probable first; only labels that the head has learnt. */
  readonly probabilities: readonly LabelProbability[];
  /** Based on the labels' words only, without answers. */
  readonly from?: 'descriptions';
  /** T that its probabilities were calibrated by; 1 if absent. */
  readonly temperature?: number;
}

export interface LabelProbability {
  readonly label: string;
  readonly p: number;
  /** Of several labels a record: whether p reaches the label's threshold. Their p do not sum to 1. */
  readonly applies?: boolean;
}

export interface StoredHead {
  readonly bytes: Uint8Array;
  /** Label names of its columns. */
  readonly labels: string[];
  /** Those without answers, which it knows from their description only. */
  readonly described?: readonly string[];
  /** T of its probabilities; 1 if absent. */
  readonly temperature?: number;
}

/** Labelled records; `answers` is parallel to `ids`. */
export type TrainingSet = SingleTraining | MultiTraining;

export interface SingleTraining {
  readonly task: 'single';
  readonly ids: RecordId[];
  readonly answers: string[];
}

export interface MultiTraining {
  readonly task: 'multi';
  readonly ids: RecordId[];
  readonly answers: JudgedLabels[];
}

/** Of several labels: those that apply and those that do not; others are unknown. */
export interface JudgedLabels {
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

/** The label prior of a head to fit: texts that the engine embeds. */
export interface PriorParams {
  /** What a sentence model reads for each label of the set, in order. */
  readonly texts: string[];
  /** s, or `auto`: cross-validation when due, else the last choice. */
  readonly strength: number | 'auto';
  readonly lastStrength?: number;
}

/** The label prior that a head was fitted under. */
export interface PriorInUse {
  readonly texts: string[];
  /** s; 0 if the answers contradict the labels' words. */
  readonly strength: number;
}

/** Predictions from the labels' words, for suggestions before there is a head. */
export interface DescribedLabels extends PriorInUse {
  /** Of `multi` only the most similar label applies. */
  readonly task?: LabelTask;
  readonly labels: string[];
}
