import type { Message } from '../messages/message.ts';
import type { Forecast } from '../metrics/forecast.ts';
import type { Estimate } from '../metrics/estimate.ts';
import type { HeadComparison } from '../metrics/pairedTests.ts';
import type { HelpingVerdict } from '../metrics/helping.ts';
import type { HeadAgreement } from '../metrics/stopSet.ts';
import type { RecordId } from '../record.ts';
import type { HoldoutMetrics } from '../metrics/holdoutMetrics.ts';
import type { StoredHead, TrainingSet, PriorInUse } from './modelApi.ts';
import type { EmbeddingSetting } from '../embed/blocks.ts';
import type { EmbedParams } from './embeddingApi.ts';

/** How well heads and embeddings do, and which annotations may be wrong. */
export interface EvaluationApi {
  /** Scores stored heads on the answered part of the hold-out. */
  evaluate(params: EvaluateParams): Promise<HoldoutMetrics[]>;
  /** What the rounds say together: do their heads still change, and how far is the target? */
  compareRounds(params: CompareRoundsParams): Promise<RoundComparison>;
  /** Two stored heads of one embedding on the answered part of the hold-out, by paired tests. */
  compareHeads(params: CompareHeadsParams): Promise<HeadComparisonResult>;
  /**
   * How often cross-fitted heads are wrong about the given training records: 1 for each record that
   * a logistic head trained without it mislabels, else 0. Parallel to `ids`.
   */
  crossFittedErrors(params: CrossFitParams): Promise<number[]>;
  /** Fits heads on parts of each arm, and compares their accuracy on the random records left out. */
  compareArms(params: CompareArmsParams): Promise<ArmsVerdict>;
  /** Annotations that may be wrong, the likeliest first. Never looks at the hold-out. */
  suspects(params: SuspectsParams): Promise<Suspects>;
  /** Embeds training records, or a few others, by each of several embeddings; the pool's vectors stay as they are. */
  tryEmbeddings(params: TrialParams): Promise<TrialOutcome>;
}

export interface CrossFitParams {
  /** Part of the training set. */
  readonly ids: RecordId[];
  readonly training: TrainingSet;
  readonly labels: string[];
  readonly c: number;
  readonly prior?: PriorInUse;
  readonly classWeight: 'balanced' | 'none';
  readonly seed: number;
}

export interface CompareArmsParams {
  /** Asked before there was a strategy: both arms begin with them. */
  readonly start: TrainingSet;
  /** Drawn at random, in the order of the answers. */
  readonly random: TrainingSet;
  /** Chosen by the strategy, as many. */
  readonly active: TrainingSet;
  readonly labels: string[];
  readonly c: number;
  readonly prior?: PriorInUse;
  readonly classWeight: 'balanced' | 'none';
  readonly seed: number;
}

export interface ArmsVerdict {
  readonly verdict: HelpingVerdict['verdict'];
  /** Active minus random, in accuracy, with its interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Of the interval. It is above .95, since the question is asked again and again. */
  readonly confidence: number;
}

/** The answered part of the hold-out; all of one length. */
export interface HoldoutAnswers {
  readonly ids: RecordId[];
  readonly answers: string[];
  readonly multiplicities: number[];
  /** The record that stands for the near-duplicate group of each, as far as the hold-out knows it; else its own. */
  readonly kin: RecordId[];
}

export interface EvaluateParams extends HoldoutAnswers {
  readonly heads: StoredHead[];
  readonly labels: string[];
  readonly seed: number;
}

export interface CompareRoundsParams {
  /** Rounds of one embedding, oldest first. */
  readonly heads: StoredHead[];
  /** Training labels of each, parallel to `heads`. */
  readonly trainingLabels: number[];
  readonly holdout: HoldoutAnswers;
  /** How many of the last rounds are compared with earlier ones. */
  readonly window: number;
  /** The whole hold-out: no part of the stop set. */
  readonly heldOut: RecordId[];
  /** What is to be forecast; nothing when left out. */
  readonly target?: { readonly metric: 'macroF1' | 'accuracy'; readonly value: number };
  readonly labels: string[];
  readonly seed: number;
}

export interface RoundComparison {
  /** Each of the last rounds against the latest one far enough before it (see `roundInterval`). */
  readonly comparisons: {
    /** Indices into `heads`. */
    readonly later: number;
    readonly earlier: number;
    readonly agreement: HeadAgreement;
  }[];
  /** Mean normalised entropy of the last head over the stop set. */
  readonly entropy: number | null;
  readonly forecast?: Forecast;
}

export interface CompareHeadsParams {
  readonly heads: [StoredHead, StoredHead];
  /** Not empty. */
  readonly holdout: HoldoutAnswers;
  readonly labels: string[];
  readonly seed: number;
}

export interface HeadComparisonResult {
  readonly first: HoldoutMetrics;
  readonly second: HoldoutMetrics;
  readonly heads: HeadComparison;
  /** Second minus first; null where there is no ROC-AUC. */
  readonly rocAuc: Estimate | null;
  /** F1, second minus first, by index of the label set; null where a label has too few records. */
  readonly perClass: (Estimate | null)[];
  /** Records that one head is right about and the other is not. */
  readonly changes: {
    readonly id: RecordId;
    readonly truth: string;
    readonly first: string;
    readonly second: string;
  }[];
}

export interface TrialParams {
  /** The first is the one that the others are compared with. */
  readonly embeddings: readonly EmbeddingSetting[];
  readonly embed: Omit<EmbedParams, 'embedding'>;
  /** Empty where only the speed is asked for. */
  readonly training: TrainingSet;
  readonly labels: readonly string[];
  readonly classWeight: 'balanced' | 'none';
  readonly seed: number;
}

/** An embedding as it does on records that are answered already. */
export interface EmbeddingTrial {
  /** For people; empty where it could not be had. */
  readonly name: string;
  readonly dimensions: number;
  /** Texts of this pool that its slowest block makes vectors of in a second, here and now; 0 where none is made. */
  readonly textsPerSecond: number;
  /** Cross-validated accuracy on the training labels, minus that of the first. */
  readonly difference?: Estimate;
  /** Why it could not be had. */
  readonly trouble?: Message;
}

export interface TrialOutcome {
  /** Parallel to `embeddings`. */
  readonly trials: readonly EmbeddingTrial[];
  /** Training records that they were compared on. */
  readonly records: number;
}

export interface SuspectsParams {
  readonly training: TrainingSet;
  readonly labels: string[];
  /** Inverse regularisation strength of the head that was fitted last. */
  readonly c: number;
  /** Its label prior. */
  readonly prior?: PriorInUse;
  readonly classWeight: 'balanced' | 'none';
  readonly seed: number;
  /** At most so many of each kind. */
  readonly limit: number;
}

export interface Suspects {
  readonly unlikely: {
    readonly id: RecordId;
    readonly label: string;
    readonly likely: string;
    readonly p: number;
  }[];
  readonly contradictions: {
    readonly id: RecordId;
    readonly other: RecordId;
    readonly similarity: number;
  }[];
}
