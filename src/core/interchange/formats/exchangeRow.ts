import type { Judgement } from '../../task/judgement.ts';
import type { OffsetUnit } from '../../task/offsets.ts';

/**
 * One text with what was said about it, on its way from one file to another. Offsets are UTF-16 units of
 * `text`, which stands as in the file.
 */
export interface ExchangeRow extends Around {
  readonly judgement?: Judgement;
  /** Where its tokens are, for the formats that have them. */
  readonly tokens?: Tokens;
}

/** A row without its judgement. */
interface Around {
  /** 1-based line of the file on which it begins. */
  readonly line: number;
  readonly text: string;
  readonly id?: string;
  /** A person saw it and gave no answer. */
  readonly skipped?: true;
  readonly flagged?: true;
  readonly note?: string;
  readonly annotator?: string;
  /** Milliseconds since 1970, UTC. */
  readonly at?: number;
  /** Fields beside the text. */
  readonly context?: Fields;
  /** How it came to be asked and what a model said of it: carried along, and never learnt from. */
  readonly origin?: Fields;
}

export type Fields = Readonly<Record<string, unknown>>;

/** `blanks`: the pieces between blanks; otherwise their first and last + 1 offsets. */
export type Tokens = 'blanks' | readonly (readonly [start: number, end: number])[];

/**
 * What a file says of a row, before it is known what the whole file says: which labels there are, whether there
 * is ever more than one of them, and what offsets count.
 */
export type Said =
  | { readonly kind: 'label'; readonly label: string }
  | {
      readonly kind: 'labels';
      readonly yes: readonly string[];
      readonly no: readonly string[];
      /** The labels that the row does not name: do they not apply, or were they not judged? */
      readonly rest: 'no' | 'unknown';
      /** Whether this may be the one label of a record, where no row of the file says otherwise. */
      readonly mayBeSingle: boolean;
    }
  /** A list without labels, which may mean that none applies or that nobody has answered. */
  | { readonly kind: 'emptyList' }
  | {
      readonly kind: 'spans';
      readonly spans: readonly SaidSpan[];
      /** The labels that were looked for; all of the file where it is left out. */
      readonly of?: readonly string[];
    };

/** A span, its offsets counted as the file counts them. */
export interface SaidSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly text?: string;
}

/** A row as a reader finds it. */
export interface ReadRow extends Around {
  readonly said?: Said;
  /** Labels that the row knows, in their order, chosen or not; a list of chosen ones is one of these. */
  readonly known?: readonly string[];
  /** Labels of it that are numbers, which stand for names that the file does not tell. */
  readonly numbered?: readonly string[];
  /** What its offsets count, where the format says so. */
  readonly unit?: OffsetUnit;
  /** Counted as spans are. */
  readonly tokens?: Tokens;
  /** Tags that went on with a span that was not there. */
  readonly mended?: number;
}
