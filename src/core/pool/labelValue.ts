import { labelForm, visualForm } from '../labelForm.ts';
import { textOf } from './fields.ts';

/**
 * Why existing labels are not imported: `several` in a single-label project, `rejected` by an
 * annotator, `unreadable`, such as spans or nested lists, or a name with the `separator` in it.
 */
export type UnusableReason = 'several' | 'rejected' | 'unreadable' | 'separator';

/** Several labels per record. */
export interface FoundLabels {
  /** Those that apply. */
  readonly yes: readonly string[];
  /** Those that do not; `others`: all other labels of the project. */
  readonly no: readonly string[] | 'others';
}

/** The labels that rows give a record. */
export type FoundLabel = { readonly label: string } | FoundLabels;

/**
 * The labels in a row, or why they are not imported. `name`: the label with the separator in it.
 */
export type LabelValue = FoundLabel | { readonly notTaken: UnusableReason; readonly name?: string };

/** Minimum share for a category of spaCy's `cats` to apply. */
const holds = 0.5;

/** A single label. */
type OneLabel = { readonly label: string } | { readonly notTaken: UnusableReason };

/**
 * The label in a field's value: a text, number or boolean; a list of one (`["bread"]`, doccano,
 * Prodigy's `accept`); spaCy's `{"bread": 1, "boats": 0}`. Undefined for null, blank, and an empty
 * list.
 */
export function labelOfValue(value: unknown): OneLabel | undefined {
  if (value === undefined || value === null) return undefined;
  const text = textOf(value);
  if (text !== undefined) {
    const label = labelForm(text);
    return visualForm(label) === '' ? undefined : { label };
  }
  const names = Array.isArray(value)
    ? namesIn(value)
    : sharesIn(value)?.flatMap(([name, applies]) => (applies ? [name] : []));
  if (names === undefined) return { notTaken: 'unreadable' };
  const labels = new Set(names.map(labelForm).filter((name) => visualForm(name) !== ''));
  if (labels.size > 1) return { notTaken: 'several' };
  const [label] = labels;
  return label === undefined ? undefined : { label };
}

function namesIn(list: readonly unknown[]): string[] | undefined {
  const names: string[] = [];
  for (const part of list) {
    const name = textOf(part);
    if (name === undefined) return undefined;
    names.push(name);
  }
  return names;
}

/** The categories of spaCy's `cats`, and whether each applies; undefined for anything else. */
export function sharesIn(value: unknown): [string, boolean][] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const shares: [string, boolean][] = [];
  for (const [name, share] of Object.entries(value)) {
    // `Number` can throw for an object, if its members shadow `valueOf` and `toString`.
    if (typeof share === 'object' || share === '') return undefined;
    const number = Number(share);
    if (!(number >= 0 && number <= 1)) return undefined;
    shares.push([name, number >= holds]);
  }
  return shares;
}

/** Prodigy's label fields; its `answer` is the annotator's verdict on them. */
const judged = /^(label|labels|accept)$/;

/** Whether a row's `answer` is a verdict on the labels of a field. */
export function isVerdict(field: string): boolean {
  return judged.test(field);
}

/** Whether a row's `answer` rejects its label. */
export function isRejected(field: string, answer: unknown): boolean {
  return isVerdict(field) && (answer === 'reject' || answer === 'ignore');
}
