import type { Headline } from '../metrics/holdoutSupport.ts';
import type { HoldoutMetric } from '../metrics/holdoutMetrics.ts';
import type { PoolFormat } from '../pool/poolSpec.ts';
import type { Message, NoParams } from './message.ts';
import type { Doubt } from './readingMessages.ts';

/** Reports of commands on their progress and results. */
export interface ReportMessages {
  'check.summary': {
    readonly file: string;
    readonly answers: number;
    readonly errors: number;
    readonly warnings: number;
  };
  /** Numbers of the hold-out; `size` 0 before it is drawn. */
  'status.holdout': {
    readonly size: number;
    readonly answered: number;
    readonly skipped: number;
    readonly waiting: number;
    readonly behind: number;
    readonly conflicts: number;
  };
  /** `size`: records of the pool, if it can be read; `none`: answers with none of the labels. */
  'status.labelled': {
    readonly name: string;
    readonly labelled: number;
    readonly size?: number;
    readonly none: number;
    readonly skipped: number;
    readonly flagged: number;
  };
  'status.fromMirror': { readonly name: string };
  'status.noAnswers': NoParams;
  /** Rows of the pool's file with labels that training would take as answers. */
  'status.labelsInFile': { readonly count: number };
  'status.orphanedLabel': { readonly label: string };
  'status.conflicts': { readonly count: number };
  /** `labels` and `temperature` of the last round; no `labels` before the first. */
  'status.rounds': {
    readonly rounds: number;
    readonly labels?: number;
    readonly temperature?: number;
  };
  'status.metric': Pick<Headline, 'name' | 'measured'>;
  /** `forecast`: more labels until the target, or why there is none. */
  'status.target': {
    readonly target: { readonly metric: Headline['name']; readonly value: number };
    readonly reached: boolean;
    readonly forecast?:
      | { readonly low: number; readonly high?: number }
      | { readonly aboutThere: true }
      | { readonly reason: Message };
  };
  'train.round': {
    readonly round: number;
    readonly labels: number;
    readonly c: number;
    readonly embedding: string;
  };
  /** Nothing was answered since the last round. */
  'train.noRound': { readonly round: number };
  /** `kernels`: of the matrix products, if they differ. */
  'replay.differs': {
    readonly batch: number;
    readonly kernels?: { readonly recorded: string; readonly now: string };
  };
  'replay.drawing': { readonly batch: number };
  'replay.identical': { readonly identical: number; readonly drawn: number };
  'replay.notRedrawn': { readonly count: number };
  /** How a file is read; `isLines`: each line is a text. */
  'inspect.format': { readonly format: PoolFormat; readonly isLines?: boolean };
  'inspect.headline': { readonly file: string; readonly format: Message; readonly sure: boolean };
  'inspect.alternative': { readonly format: Message; readonly why: string };
  /** A reason for not being sure, and the option that resolves it. */
  'inspect.doubt': Doubt;
  'inspect.rows': {
    readonly rows: number;
    readonly records: number;
    readonly merged: number;
    readonly withoutText: number;
    readonly problemRows: number;
  };
  /** Cells with the unquoted mark of a missing value. */
  'inspect.missing': { readonly count: number; readonly mark: string };
  'inspect.proposed': {
    readonly text: readonly string[];
    readonly id?: string;
    readonly labels: ProposedLabels;
  };
  'inspect.doubtfulText': NoParams;
  /** Labels with their numbers of rows; `more` are not listed. */
  'inspect.labels': {
    readonly count: number;
    readonly labels: readonly { readonly name: string; readonly count: number }[];
    readonly more: number;
  };
  'inspect.problem': { readonly line: number; readonly problem: string };
  'inspect.moreProblems': { readonly count: number };
  'simulate.reading': { readonly files: readonly string[] };
  /** The records of files; `conflicting` and `unlabelled` ones are left out. */
  'simulate.records': {
    readonly files: readonly string[];
    readonly records: number;
    readonly labels: readonly { readonly name: string; readonly count: number }[];
    readonly conflicting: number;
    readonly unlabelled: number;
  };
  /** A simulation has `labels` of the `budget` of its current run. */
  'simulate.progress': {
    readonly strategy: string;
    readonly seed: number;
    readonly seeds: number;
    readonly labels: number;
    readonly budget: number;
  };
  'simulate.curve': { readonly strategy: string; readonly seed: number };
  'simulate.settings': {
    /** Numbers of records to ask and to test on. */
    readonly pool: number;
    readonly test: number;
    readonly testSet: 'given' | 'drawnFromTest' | 'drawnFromPool';
    /** Texts that were left out of the pool because they are in the test set. */
    readonly alsoInTest: number;
    readonly initial: number;
    /** How the initial records are chosen; `file`: the first ones of the pool. */
    readonly start: 'random' | 'typiclust' | 'k-means' | 'likeness' | 'file';
    readonly batch: number;
    /** Share of random picks. */
    readonly explore: number;
  };
  /** How to read the tables of `simulate`. */
  'simulate.legend': NoParams;
  /** `label`: its name and description have no meaning that a prior could use. */
  'simulate.priorOff': { readonly label?: string };
  'simulate.priorFixed': { readonly strength: number };
  /** s of the prior is chosen from `candidates`; it is `initial` until then. */
  'simulate.priorAuto': { readonly candidates: readonly number[]; readonly initial: number };
  /** `fullData`: the metric when all labels of the pool are known. */
  'simulate.summary': {
    readonly metric: HoldoutMetric;
    readonly seeds: number;
    readonly fullData: number;
  };
}

/** Where `inspect` proposes to read labels from. */
export type ProposedLabels =
  | { readonly kind: 'none' }
  | { readonly kind: 'columns'; readonly count: number }
  | { readonly kind: 'field'; readonly field: string }
  /** Several labels in a field, in lists or separated by a text. */
  | { readonly kind: 'several'; readonly field: string; readonly separator?: string };
