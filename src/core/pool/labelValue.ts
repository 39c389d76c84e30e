import { labelForm, visualForm } from '../labelSet/labelForm.ts';
import { textOf } from './fields.ts';

/**
 * Why an existing label is not imported: `several` in a single-label project, `rejected` by an
 * annotator, or `unreadable`, such as spans or nested lists.
 */
export type NotTaken = 'several' | 'rejected' | 'unreadable';

/** The label in a row's field. */
export type LabelValue = { readonly label: string } | { readonly notTaken: NotTaken };

/** Minimum share for a category of spaCy's `cats` to apply. */
const holds = 0.5;

/**
 * The label in a field's value: a text, number or boolean; a list of one (`["bread"]`, doccano,
 * Prodigy's `accept`); spaCy's `{"bread": 1, "boats": 0}`. Undefined for null, blank, and an empty
 * list.
 */
export function labelOfValue(value: unknown): LabelValue | undefined {
  if (value === undefined || value === null) return undefined;
  const text = textOf(value);
  if (text !== undefined) {
    const label = labelForm(text);
    return visualForm(label) === '' ? undefined : { label };
  }
  const names = Array.isArray(value) ? namesIn(value) : holdingIn(value);
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

function holdingIn(cats: object): string[] | undefined {
  const names: string[] = [];
  for (const [name, share] of Object.entries(cats)) {
    const number = Number(share);
    if (typeof share === 'object' || share === '' || !(number >= 0 && number <= 1))
      return undefined;
    if (number >= holds) names.push(name);
  }
  return names;
}

/** Prodigy's label fields; its `answer` is the annotator's verdict on them. */
const judged = /^(label|labels|accept)$/;

/** Whether a row's `answer` rejects its label. */
export function isRejected(field: string, answer: unknown): boolean {
  return judged.test(field) && (answer === 'reject' || answer === 'ignore');
}
