import type {
  Answer,
  AskedView,
  CandidateView,
  LabelView,
  PassView,
} from '../../../src/protocol/annotate.ts';
import type { ConflictStrings, SeveralStrings } from '../../../src/protocol/annotateStrings.ts';
import type { PageAction } from '../keys.ts';

/** The record that a pad answers: the one asked, or an earlier one that is being changed. */
export interface PadRecord {
  readonly labels: readonly LabelView[];
  readonly pass: PassView | undefined;
  /** Labels of its present answer. */
  readonly stored: readonly string[];
  /** Labels marked and not saved; undefined until something is marked. */
  readonly marks: readonly string[] | undefined;
  /** As on screen; undefined if none is shown. */
  readonly suggestion: AskedView['suggestion'];
  /** Answers to choose from; empty if there are none. */
  readonly candidates: readonly CandidateView[];
  readonly changing: boolean;
  /** The question whether no label applies was on screen before the key was pressed. */
  readonly confirmed: boolean;
}

/** Why a key does nothing. */
export type Remark =
  | 'noSuggestion'
  | Extract<keyof ConflictStrings, 'labelsHidden' | 'last'>
  | keyof SeveralStrings['remarks'];

/** What a key does to the record. */
export type PadStep =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Marks are changed; `label` is the one that was toggled. */
  | { readonly kind: 'mark'; readonly marks: readonly string[]; readonly label?: string }
  /** Asks whether no label applies. */
  | { readonly kind: 'ask' }
  /** Leaves the record for the end of the pass. */
  | { readonly kind: 'defer' }
  /** The key does nothing here, and the footer says why. */
  | { readonly kind: 'remark'; readonly remark: Remark }
  | { readonly kind: 'nothing' };

/** A way to answer: how keys and buttons of labels become the answer of a record. Without state of its own. */
export interface AnswerPad {
  readonly way: 'choose' | 'toggle' | 'pass' | 'decide';
  /** Keys that are no label's; they win over those of labels. */
  readonly keys: readonly { readonly key: string; readonly action: PageAction }[];
  /** Labels that are drawn as given. */
  marked(record: PadRecord): readonly string[];
  /** The key or button of a label. @param index of the label */
  label(record: PadRecord, index: number): PadStep;
  /** Whether the label of the pass applies. */
  judge(record: PadRecord, yes: boolean): PadStep;
  /** Takes one of the answers that differ. */
  take(record: PadRecord, index: number): PadStep;
  /** Enter, where it does not begin a change. */
  enter(record: PadRecord): PadStep;
  /** Saves what is marked. */
  save(record: PadRecord): PadStep;
  /** Takes the suggestion. */
  accept(record: PadRecord): PadStep;
  skip(record: PadRecord): PadStep;
  /** Takes the marks away. */
  clear(record: PadRecord): PadStep;
}

export const nothing: PadStep = { kind: 'nothing' };

export const skipped: PadStep = { kind: 'answer', answer: { kind: 'skip' } };
