import type { Judgement } from '../../task/judgement.ts';
import type { OffsetUnit } from '../../task/offsets.ts';

/**
 * One text with its judgement, in transit between two files. Offsets are UTF-16 units of `text`,
 * which is unchanged from the file.
 */
export interface ExchangeRow extends RowContent {
  readonly judgement?: Judgement;
  /** Positions of its tokens, for formats that have them. */
  readonly tokens?: Tokens;
}

/** A row without its judgement. */
interface RowContent {
  /** 1-based first line in the file. */
  readonly line: number;
  /** Where several files are read as one: the name of the file. */
  readonly source?: string;
  readonly text: string;
  /** The file has no texts: `text` is empty, and the row belongs to the record with its id. */
  readonly byId?: true;
  readonly id?: string;
  /** An annotator saw it and gave no answer. */
  readonly skipped?: true;
  readonly flagged?: true;
  readonly note?: string;
  readonly annotator?: string;
  /** Milliseconds since 1970, UTC. */
  readonly at?: number;
  /** Fields other than the text. */
  readonly context?: Fields;
  /** Why it was asked and what a model predicted: carried along, never used for training. */
  readonly origin?: Fields;
}

export type Fields = Readonly<Record<string, unknown>>;

/** `blanks`: split at blanks; otherwise pairs of start and end offsets. */
export type Tokens = 'blanks' | readonly (readonly [start: number, end: number])[];

/**
 * The content of one row, before the survey of the whole file has determined the labels, whether
 * rows have more than one, and the unit of offsets.
 */
export type RawJudgement =
  | { readonly kind: 'label'; readonly label: string }
  | {
      readonly kind: 'labels';
      readonly yes: readonly string[];
      readonly no: readonly string[];
      /** Labels not named in the row: do they not apply, or were they not judged? */
      readonly rest: 'no' | 'unknown';
      /**
       * Whether this can be a record's single label, unless another row of the file contradicts.
       */
      readonly mayBeSingle: boolean;
    }
  /** An empty list of labels: either none applies or nobody has answered. */
  | { readonly kind: 'emptyList' }
  | {
      readonly kind: 'spans';
      readonly spans: readonly RawSpan[];
      /** The labels that were searched for; all labels of the file by default. */
      readonly of?: readonly string[];
    };

/** A span, with offsets in the file's unit. */
export interface RawSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly text?: string;
}

/** A row as parsed by a reader. */
export interface ReadRow extends RowContent {
  readonly rawJudgement?: RawJudgement;
  /** Rows with the same number answer the same record of the file and are consecutive. */
  readonly record?: number;
  /** Labels available in the row, in order, chosen or not; the chosen labels are among them. */
  readonly known?: readonly string[];
  /** Numeric labels, whose names the file does not contain. */
  readonly numbered?: readonly string[];
  /** Unit of its offsets, if the format specifies it. */
  readonly unit?: OffsetUnit;
  /** In the same unit as spans. */
  readonly tokens?: Tokens;
  /** Tags that continued a non-existent span. */
  readonly mended?: number;
}
