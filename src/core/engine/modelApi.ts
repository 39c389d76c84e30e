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
  /** As `fit`, but from scratch and without replacing the current head. */
  fitSeparately(params: FitParams): Promise<ScoredFit>;
  /**
   * Draws the next batch by the given strategy; without a trained head only start strategies work.
   */
  query(params: QueryParams): Promise<AskedPick[]>;
  /** Calibrated class probabilities from the current head, for suggestions. */
  predict(params: PredictParams): Promise<Prediction[]>;
  /**
   * Histogram of the acquisition score over the unlabelled candidates: 20 bins over [0, 1]. In multi-label
   * projects always of `threshold-margin`, since other scores have other ranges.
   */
  uncertainty(params: { acquisition: string; exclude: RecordId[] }): Promise<number[]>;
}

export interface PredictParams {
  readonly ids: RecordId[];
  /** Before there is a head: predicts the label column's value with probability 1. */
  readonly fromColumn?: boolean;
  /** Before there is a head and without `fromColumn`: predicts from the label texts. */
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
  readonly minC?: number;
  /** The label texts as prior of a logistic head; other heads have none. */
  readonly prior?: PriorParams;
  /** Whether cross-validation of C and s is due (see `isCvDue`). */
  readonly chooseC: boolean;
  /** Whether to choose the weight of the lexical block beside a sentence model as well. */
  readonly chooseWeight?: boolean;
  readonly classWeight: 'balanced' | 'none';
  /** Whether to fit T to cross-validated probabilities of the training records. */
  readonly calibrate?: boolean;
  /** T if `calibrate` is not set; default 1. Dropout heads have none. */
  readonly lastTemperature?: number;
  /** In multi-label projects: how probabilities become labels; default global. */
  readonly decide?: Decide;
  /**
   * The hold-out. In multi-label projects, decision thresholds are based on the pool without it and without
   * the training records.
   */
  readonly heldOut?: RecordId[];
  /** Whether the optimization may start from the current head. */
  readonly warmStart: boolean;
  readonly seed: number;
}

export interface ChosenWeight {
  readonly chosen: number;
  /**
   * Fingerprint of the vectors with this weight; differs from the current one if the vectors are to change.
   */
  readonly embedding: string;
}

export interface FitSummary {
  readonly c: number;
  /** T of its predictions; 1 if absent. Strategies use its probabilities without T. */
  readonly temperature?: number;
  /** Also undefined if the vectors do not capture the meaning of the label texts. */
  readonly prior?: PriorInUse;
  /** The weight of the lexical block, if it was chosen. */
  readonly weight?: ChosenWeight;
  /** Labels of its columns, in order. */
  readonly columns: string[];
  /**
   * Columns with at least one answer, or in multi-label projects with at least one record to which the label
   * applies: under a prior, other labels have columns too.
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
  /** For a dropout head: its backend, and why it is not a faster one. */
  readonly backend?: HeadBackend;
  readonly embedding: string;
  readonly fitMs: number;
}

/** A head that is only scored. */
export type ScoredFit = Omit<FitSummary, 'head' | 'warm'>;

export interface QueryParams {
  readonly settings: StrategySettings;
  readonly count: number;
  /** Labelled, skipped, held out or already sent ahead. */
  readonly exclude: RecordId[];
  readonly training: TrainingSet;
  readonly labels: string[];
  readonly seed: number;
  /** The fit whose head scores records; default: the current one. */
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
  /** Based only on the label texts, without answers. */
  readonly from?: 'descriptions';
  /** T that its probabilities were calibrated by; 1 if absent. */
  readonly temperature?: number;
}

export interface LabelProbability {
  readonly label: string;
  readonly p: number;
  /** In multi-label projects: whether p reaches the label's threshold. The p do not sum to 1. */
  readonly applies?: boolean;
}

export interface StoredHead {
  readonly bytes: Uint8Array;
  /** Label names of its columns. */
  readonly labels: string[];
  /** Labels without answers, known only from their descriptions. */
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

/** Labels that apply and labels that do not; others are unknown. */
export interface JudgedLabels {
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

/** The label prior of a head to fit: texts that the engine embeds. */
export interface PriorParams {
  /** What a sentence model reads for each label of the set, in order. */
  readonly texts: string[];
  /** Strength s, or `auto`: cross-validation when due, else the last choice. */
  readonly strength: number | 'auto';
  readonly lastStrength?: number;
}

/** The label prior that a head was fitted under. */
export interface PriorInUse {
  readonly texts: string[];
  /** Strength s; 0 if the answers contradict the label texts. */
  readonly strength: number;
}

/** Input for predictions from the label texts, before there is a head. */
export interface DescribedLabels extends PriorInUse {
  /** For `multi`, only the most similar label applies. */
  readonly task?: LabelTask;
  readonly labels: string[];
}
