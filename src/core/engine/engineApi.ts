import type { HeadBackend } from '../heads/headBackend.ts';
import type { Forecast } from '../metrics/forecast.ts';
import type { Estimate } from '../metrics/estimate.ts';
import type { HeadComparison } from '../metrics/pairedTests.ts';
import type { HelpingVerdict } from '../metrics/helping.ts';
import type { HeadAgreement } from '../metrics/stopSet.ts';
import type { PassedLabel } from '../pool/importedLabels.ts';
import type { PoolAccounting, PoolProblem, PoolSpec } from '../pool/poolSpec.ts';
import type { RowArrays } from '../pool/rowList.ts';
import type { OnProgress } from '../progress.ts';
import type { HeadKind } from '../projectFile/projectFile.ts';
import type { StrategySettings } from '../query/parseStrategy.ts';
import type { PoolRecord, RecordId } from '../record.ts';
import type { Ask } from '../store/events.ts';
import type { EmbeddingSummary, EmbedParams, PreparedVectors } from './embeddingApi.ts';
import type { DescribedLabels, PriorInUse, PriorParams } from './priorApi.ts';
import type { RecordQuestions } from './recordApi.ts';
import type { TrialQuestions } from './trialApi.ts';
import type { SearchQuestions } from './searchApi.ts';
import type { HoldoutMetrics } from '../metrics/holdoutMetrics.ts';
import type { TrainingSet } from '../loop/training/trainingSet.ts';

/**
 * The engine as the loop sees it: it holds the pool's text, the embeddings and the heads, and does
 * all heavy work in a process of its own. Only ids, top-k scores, texts to show and small matrices
 * cross. Labels cross as names; `labels` is always the project's label set, in its order.
 *
 * Every method may throw a `UserError` (by name), and a `CancelledError` after an abort.
 */
export interface EngineApi extends RecordQuestions, SearchQuestions, TrialQuestions {
  /** Indexes the pool. Until it resolves, `read` and `sample` work on what has been indexed. */
  openPool(params: OpenPoolParams): Promise<PoolSummary>;
  /** Brings the embeddings of the whole pool up to date, from the cache where possible. */
  embed(params: EmbedParams): Promise<EmbeddingSummary>;
  /**
   * Makes the vectors of an embedding ready, so that `embed` only has to read them; until it resolves,
   * everything else goes on with the present ones. A later `embed` or `openPool` ends it.
   */
  prepareVectors(params: EmbedParams): Promise<PreparedVectors>;
  /** Records in the order asked for; ids that the pool does not hold (any more) are left out. */
  read(params: { ids: RecordId[] }): Promise<PoolRecord[]>;
  /** Every row of the pool's files that the records stand for, in file order; ids it does not hold are left out. */
  rowsOf(params: { ids: RecordId[] }): Promise<RowArrays>;
  /** Rows as they stand in the files: text, id, line and context are each row's own. */
  readRows(params: { rows: RowArrays }): Promise<PoolRecord[]>;
  /** Up to `count` records at random that are not in `exclude`; needs no embeddings. */
  sample(params: { count: number; exclude: RecordId[]; seed: number }): Promise<RecordId[]>;
  /**
   * Which records the hold-out gains: decided by a seeded hash for each group of near-duplicates, over
   * all rows, whether the filter lets them pass or not.
   */
  drawHoldout(params: HoldoutParams): Promise<HoldoutDraw>;
  /** Rows of the pool with the text of each record; 0 for one that the pool does not hold. */
  multiplicities(params: { ids: RecordId[] }): Promise<number[]>;
  /** Trains the head on the given annotations; later calls predict with it. */
  fit(params: FitParams): Promise<FitSummary>;
  /** Trains a head in the same way, from nothing, and leaves the present one as it is. */
  fitBeside(params: FitParams): Promise<BesideFit>;
  /** The next batch, by the given strategy; without a trained head only start strategies serve. */
  query(params: QueryParams): Promise<AskedPick[]>;
  /**
   * Class probabilities by the present head, for suggestions; before there is one, with `fromColumn` the
   * label column's value at probability 1, else with `described` what the labels' words say.
   */
  predict(params: {
    ids: RecordId[];
    fromColumn?: boolean;
    described?: DescribedLabels;
  }): Promise<Prediction[]>;
  /** Scores stored heads on the answered part of the hold-out. */
  evaluate(params: EvaluateParams): Promise<HoldoutMetrics[]>;
  /** What the rounds say together: do their heads still change, and how far is the target? */
  compareRounds(params: CompareParams): Promise<RoundComparison>;
  /** Two stored heads of one embedding on the answered part of the hold-out, by paired tests. */
  compareHeads(params: PairParams): Promise<HeadComparisonResult>;
  /** Histogram of the acquisition score over what is left of the pool, 20 bins over [0, 1]. */
  uncertainty(params: { acquisition: string; exclude: RecordId[] }): Promise<number[]>;
  /**
   * How often cross-fitted heads are wrong about the given training records: 1 for each record that
   * a logistic head trained without it mislabels, else 0. Parallel to `ids`.
   */
  crossFittedErrors(params: CrossFitParams): Promise<number[]>;
  /** Fits heads on parts of each arm, and compares what they say of the random records left out. */
  compareArms(params: CompareArmsParams): Promise<ArmsVerdict>;
  /** The annotations that the label column of the pool holds, if the project names one. */
  importedLabels(params: Record<never, never>): Promise<ImportedLabel[]>;
  /** What became of stored annotations after the pool file changed. */
  rematch(params: { stored: StoredIdentity[] }): Promise<Rematch>;
}

export interface WorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** The engine as its callers hold it: the same methods, with a way to cancel and to hear of progress. */
export type Engine = {
  readonly [K in keyof EngineApi]: (
    params: Parameters<EngineApi[K]>[0],
    options?: WorkOptions,
  ) => ReturnType<EngineApi[K]>;
};

export interface OpenPoolParams {
  /** Paths are relative to `folder`, and named so in problems. */
  readonly pool: PoolSpec;
  /** Folder of the project file. */
  readonly folder: string;
  readonly name: string;
  /** Folder for embeddings and spool files, `.marginalia/cache`. */
  readonly cacheDir: string;
  readonly seed: number;
}

export interface PoolSummary {
  /** Unique records. */
  readonly size: number;
  /** Rows of the files that held a record. */
  readonly rowsRead: number;
  /** The first problems, in file order. */
  readonly problems: PoolProblem[];
  readonly problemCount: number;
  /** What became of every row. */
  readonly accounting: PoolAccounting;
  /** Labels of rows that are in no record, by reason. */
  readonly labelsPassed: Readonly<Partial<Record<PassedLabel, number>>>;
  /** Changes when any record is added, removed or edited. */
  readonly fingerprint: string;
  /** The same with the records that the filter keeps out. */
  readonly wholeFingerprint: string;
}

export interface HoldoutParams {
  /** Of the first draw, also at later ones. */
  readonly seed: number;
  /** Groups to hold out at most, and the largest group that is. */
  readonly size: number;
  /** Share of the groups to hold out at most. */
  readonly share: number;
  /** The chance of a group as it was settled at the first draw, which this one is when left out. */
  readonly rate?: number;
  /** Takes every record as it is for seen: nothing is drawn. */
  readonly adopt?: boolean;
  /** Records that the project had before; see `SeenRecords`. */
  readonly seen: Uint8Array[];
  /** Shown to the annotator already: their groups are not held out. */
  readonly shown: RecordId[];
  /** Members so far, with their place in the order. */
  readonly members: { readonly id: RecordId; readonly hash: number }[];
  /** Near-duplicates of members and of others: whatever joins them is between as well. */
  readonly between: RecordId[];
}

export interface HoldoutDraw {
  readonly rate: number;
  /** New members, in their order. */
  readonly members: readonly {
    readonly id: RecordId;
    /** Rows of the files with that text. */
    readonly multiplicity: number;
    readonly hash: number;
    /** The record that stands for its group. */
    readonly kin: RecordId;
  }[];
  /** New records that are near-duplicates of a member and of a record that may be trained on. */
  readonly between: RecordId[];
  /** New records; see `SeenRecords`. */
  readonly seen: Uint8Array;
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

export interface StoredHead {
  readonly bytes: Uint8Array;
  /** Label names that its columns stand for. */
  readonly labels: string[];
  /** Those of them that nothing was answered with: it knows them from their description only. */
  readonly described?: readonly string[];
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

export interface CompareParams {
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

export interface PairParams {
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

export interface ImportedLabel {
  readonly id: RecordId;
  readonly label: string;
  /** Other labels found on rows of the same text. */
  readonly conflicts?: string[];
  /** Rows of the text that have a label. */
  readonly rows: number;
}

export interface StoredIdentity {
  readonly id: RecordId;
  readonly sourceId?: string;
}

export interface Rematch {
  readonly matched: number;
  /** Same source id, new text: kept, but not trained on until confirmed. */
  readonly changed: { readonly id: RecordId; readonly now: RecordId; readonly sourceId: string }[];
  readonly missing: RecordId[];
}
