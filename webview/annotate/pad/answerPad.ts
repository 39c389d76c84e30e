import type {
  Answer,
  AskedView,
  CandidateView,
  LabelView,
  PassView,
} from '../../../src/protocol/annotate.ts';
import type { ConflictStrings, MultiLabelStrings } from '../../../src/protocol/annotateStrings.ts';
import type { PageAction } from '../keys.ts';

/** The record that a pad answers: the asked one, or an earlier one that the user is changing. */
export interface PadRecord {
  readonly labels: readonly LabelView[];
  readonly pass: PassView | undefined;
  /** Labels of its current answer. */
  readonly stored: readonly string[];
  /** Unsaved marked labels; undefined until something is marked. */
  readonly marks: readonly string[] | undefined;
  /** The visible suggestion; undefined if there is none. */
  readonly suggestion: AskedView['suggestion'];
  /** Conflicting answers to choose from; empty if there are none. */
  readonly candidates: readonly CandidateView[];
  readonly changing: boolean;
  /** The question whether no label applies was on screen before the key was pressed. */
  readonly confirmed: boolean;
}

/** Why a key does nothing. */
export type Remark =
  | 'noSuggestion'
  | Extract<keyof ConflictStrings, 'labelsHidden' | 'last'>
  | keyof MultiLabelStrings['remarks'];

/** The effect of a key on the record. */
export type PadStep =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Changes the marks; `label` is the toggled one. */
  | { readonly kind: 'mark'; readonly marks: readonly string[]; readonly label?: string }
  /** Asks whether no label applies. */
  | { readonly kind: 'ask' }
  /** Moves the record to the end of the pass. */
  | { readonly kind: 'defer' }
  /** The key does nothing here, and the footer says why. */
  | { readonly kind: 'remark'; readonly remark: Remark }
  | { readonly kind: 'nothing' };

/** A stateless answering mode: how keys and buttons of labels become the answer of a record. */
export interface AnswerPad {
  readonly mode: 'choose' | 'toggle' | 'pass' | 'decide';
  /** Keys other than label keys; they take precedence. */
  readonly keys: readonly { readonly key: string; readonly action: PageAction }[];
  /** Labels drawn as chosen. */
  marked(record: PadRecord): readonly string[];
  /** The key or button of a label. @param index of the label */
  label(record: PadRecord, index: number): PadStep;
  /** Says whether the label of the pass applies. */
  judge(record: PadRecord, yes: boolean): PadStep;
  /** Takes one of the conflicting answers. */
  take(record: PadRecord, index: number): PadStep;
  /** Enter, unless it begins a change. */
  enter(record: PadRecord): PadStep;
  /** Saves the marked labels. */
  save(record: PadRecord): PadStep;
  /** Accepts the suggestion. */
  accept(record: PadRecord): PadStep;
  skip(record: PadRecord): PadStep;
  /** Removes the marks. */
  clear(record: PadRecord): PadStep;
}

export const noStep: PadStep = { kind: 'nothing' };

export const skipStep: PadStep = { kind: 'answer', answer: { kind: 'skip' } };
