import type { Message } from '../messages/message.ts';
import type { Forecast } from '../metrics/forecast.ts';
import type { Estimate } from '../metrics/estimate.ts';
import type { LabelSetComparison } from '../metrics/pairedLabelTests.ts';
import type { HeadComparison } from '../metrics/pairedTests.ts';
import type { StrategyComparison } from '../metrics/strategyComparison.ts';
import type { HeadAgreement } from '../metrics/stopSet.ts';
import type { RecordId } from '../record.ts';
import type { RecordVectors } from '../store/holdoutVectors.ts';
import type { HoldoutMetrics, MultiMetrics, SingleMetrics } from '../metrics/holdoutMetrics.ts';
import type {
  MultiTraining,
  PriorInUse,
  SingleTraining,
  StoredHead,
  TrainingSet,
} from './modelApi.ts';
import type { EmbedParams } from './embeddingApi.ts';

/** Evaluates heads and embeddings and finds annotations that may be wrong. */
export interface EvaluationApi {
  /** Scores stored heads on the labelled part of the hold-out. */
  evaluate(params: EvaluateParams): Promise<HoldoutMetrics[]>;
  /** Compares the rounds: whether their heads still change, and how far the target is. */
  compareRounds(params: CompareRoundsParams): Promise<RoundComparison>;
  /**
   * Compares two stored heads on the labelled part of the hold-out by paired tests.
   */
  compareHeads(params: CompareHeadsParams): Promise<HeadComparisonResult>;
  /**
   * Errors of cross-fitted heads on the given training records: 1 for each record that a logistic head
   * trained without it mislabels, else 0. For multi-label records, 1 unless the whole label set is right
   * (subset accuracy); null if some labels were not judged. Parallel to `ids`.
   */
  crossFittedErrors(params: CrossFitParams): Promise<(number | null)[]>;
  /**
   * Fits heads on parts of each arm and compares them on the remaining random records: by accuracy, or by
   * mean F1 per record in multi-label projects.
   */
  compareStrategyWithRandom(params: StrategyComparisonParams): Promise<StrategyComparisonResult>;
  /** Annotations that may be wrong, likeliest first. Never uses the hold-out. */
  suspects(params: SuspectsParams): Promise<Suspects>;
  /**
   * Embeds training records, or a few others, by each of several embeddings; does not touch the
   * pool's vectors.
   */
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
  /** The whole hold-out, which no threshold depends on. */
  readonly heldOut: RecordId[];
  readonly seed: number;
}

export interface StrategyComparisonParams {
  /** Labelled in the start phase, before the strategy applied; both arms include them. */
  readonly start: TrainingSet;
  /** Drawn at random, in answer order. */
  readonly random: TrainingSet;
  /** Chosen by the strategy; as many as `random`. */
  readonly active: TrainingSet;
  readonly labels: string[];
  readonly c: number;
  readonly prior?: PriorInUse;
  readonly classWeight: 'balanced' | 'none';
  readonly seed: number;
}

export interface StrategyComparisonResult {
  readonly verdict: StrategyComparison['verdict'];
  /** Active minus random, with its interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Of the interval. Above .95, since the comparison is repeated. */
  readonly confidence: number;
}

/** The labelled part of the hold-out; parallel arrays. */
export type HoldoutAnswers = SingleHoldout | MultiHoldout;

export interface SingleHoldout extends SingleTraining, HoldoutWeights {}
export interface MultiHoldout extends MultiTraining, HoldoutWeights {}

interface HoldoutWeights {
  readonly multiplicities: number[];
  /**
   * The representative of each record's near-duplicate group if the hold-out knows it; else the
   * record's own id.
   */
  readonly groups: RecordId[];
}

export interface EvaluateParams {
  readonly holdout: HoldoutAnswers;
  readonly heads: StoredHead[];
  /** The vectors that the heads were fitted on, of every record of `holdout`; default: the pool's. */
  readonly vectors?: RecordVectors;
  readonly labels: string[];
  readonly seed: number;
}

/** A metric of the task at hand; others have no forecast. */
export type ForecastMetric = 'macroF1' | 'accuracy' | 'microF1';

export interface CompareRoundsParams {
  /** Rounds of one embedding, oldest first. */
  readonly heads: StoredHead[];
  /** Number of training labels, parallel to `heads`. */
  readonly trainingLabels: number[];
  readonly holdout: HoldoutAnswers;
  /** How many of the last rounds to compare with earlier ones. */
  readonly window: number;
  /** The whole hold-out, which the stop set excludes. */
  readonly heldOut: RecordId[];
  /** Target of the forecast; no forecast if omitted. */
  readonly target?: { readonly metric: ForecastMetric; readonly value: number };
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
  /**
   * Mean normalised entropy of the last head over the stop set; in multi-label projects see
   * `meanLabelEntropy`.
   */
  readonly entropy: number | null;
  readonly forecast?: Forecast;
}

export interface CompareHeadsParams {
  readonly heads: [StoredHead, StoredHead];
  /** Not empty. */
  readonly holdout: HoldoutAnswers;
  /** Parallel to `heads`: the vectors to score it on, of all of `holdout`; default: the pool's. */
  readonly vectors?: readonly (RecordVectors | undefined)[];
  readonly labels: string[];
  readonly seed: number;
}

export type HeadComparisonResult = ComparedScores & {
  /**
   * Records that exactly one head predicts correctly; in multi-label projects, only records whose labels were
   * all judged.
   */
  readonly changes: ({ readonly id: RecordId } & ChangedAnswer)[];
};

/** Metrics of two heads and their differences, second minus first. */
export type ComparedScores = ComparedSingle | ComparedMulti;

export interface ComparedSingle {
  readonly task: 'single';
  readonly first: SingleMetrics;
  readonly second: SingleMetrics;
  readonly heads: HeadComparison;
  /** Null if ROC-AUC is undefined. */
  readonly rocAuc: Estimate | null;
  /** F1 by label-set index; null for a label with too few records. */
  readonly perClass: (Estimate | null)[];
}

export interface ComparedMulti {
  readonly task: 'multi';
  readonly first: MultiMetrics;
  readonly second: MultiMetrics;
  readonly heads: LabelSetComparison;
  /** F1 by label-set index; null for a label with too few positives. */
  readonly perClass: (Estimate | null)[];
}

export interface ChangedAnswer {
  /** Which head is right. */
  readonly right: 'first' | 'second';
  /** The given labels (exactly one in single-label projects), and each head's prediction. */
  readonly truth: readonly string[];
  readonly first: readonly string[];
  readonly second: readonly string[];
}

/** An embedding to try, and whether the user has agreed to download its models. */
export type TrialEmbedding = Pick<EmbedParams, 'embedding' | 'allowDownload'>;

export interface TrialParams {
  /** The first is the baseline of the others. */
  readonly embeddings: readonly TrialEmbedding[];
  readonly embed: Omit<EmbedParams, keyof TrialEmbedding>;
  /** Empty to measure only the speed. */
  readonly training: TrainingSet;
  readonly labels: readonly string[];
  readonly classWeight: 'balanced' | 'none';
  readonly seed: number;
}

/** Performance of an embedding on labelled records. */
export interface EmbeddingTrial {
  /** Display name; empty if unavailable. */
  readonly name: string;
  readonly dimensions: number;
  /**
   * Texts of this pool that its slowest block embeds per second on this machine; 0 if it embeds
   * none.
   */
  readonly textsPerSecond: number;
  /** Cross-validated accuracy on the training labels, minus that of the first embedding. */
  readonly difference?: Estimate;
  /** Set in multi-label projects, where `difference` is in micro-F1. */
  readonly metric?: 'microF1';
  /** Problem with some of its vectors. */
  readonly problem?: Message;
  /** Why it is unavailable. */
  readonly error?: Message;
}

export interface TrialOutcome {
  /** Parallel to `embeddings`. */
  readonly trials: readonly EmbeddingTrial[];
  /** Number of training records compared. */
  readonly records: number;
}

export interface SuspectsParams {
  readonly training: TrainingSet;
  readonly labels: string[];
  /** Inverse regularisation strength of the last fitted head. */
  readonly c: number;
  /** T of the reported probabilities; default 1. It selects nothing. */
  readonly temperature?: number;
  /** Its label prior. */
  readonly prior?: PriorInUse;
  readonly classWeight: 'balanced' | 'none';
  readonly seed: number;
  /** Maximum number of each kind. */
  readonly limit: number;
}

export type Suspects = SingleSuspects | MultiSuspects;

export interface SingleSuspects extends Contradictions {
  readonly task: 'single';
  readonly unlikely: {
    readonly id: RecordId;
    readonly label: string;
    readonly likely: string;
    readonly p: number;
  }[];
}

export interface MultiSuspects extends Contradictions {
  readonly task: 'multi';
  /** Labels given that may not apply. */
  readonly additions: DoubtedAnswer[];
  /** Labels judged not to apply that may. */
  readonly omissions: DoubtedAnswer[];
}

export interface DoubtedAnswer {
  readonly id: RecordId;
  readonly label: string;
  /** Probability that the label applies. */
  readonly p: number;
}

interface Contradictions {
  /** Nearly identical texts with different answers. */
  readonly contradictions: {
    readonly id: RecordId;
    readonly other: RecordId;
    readonly similarity: number;
  }[];
}
