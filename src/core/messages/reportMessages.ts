import type { Headline } from '../metrics/holdoutSupport.ts';
import type { PoolFormat } from '../pool/poolSpec.ts';
import type { Message, NoParams } from './message.ts';

/** Reports of commands on their results. */
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
  'replay.identical': { readonly identical: number; readonly drawn: number };
  'replay.notRedrawn': { readonly count: number };
  /** How a file is read; `isLines`: each line is a text. */
  'inspect.format': { readonly format: PoolFormat; readonly isLines?: boolean };
  'inspect.headline': { readonly file: string; readonly format: Message; readonly sure: boolean };
  'inspect.alternative': { readonly format: Message; readonly why: string };
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
  /** Labels with their numbers of rows; `more` are not listed. */
  'inspect.labels': {
    readonly count: number;
    readonly labels: readonly { readonly name: string; readonly count: number }[];
    readonly more: number;
  };
  'inspect.problem': { readonly line: number; readonly problem: string };
  'inspect.moreProblems': { readonly count: number };
}

/** Where `inspect` proposes to read labels from. */
export type ProposedLabels =
  | { readonly kind: 'none' }
  | { readonly kind: 'columns'; readonly count: number }
  | { readonly kind: 'field'; readonly field: string }
  /** Several labels in a field, in lists or separated by a text. */
  | { readonly kind: 'several'; readonly field: string; readonly separator?: string };
