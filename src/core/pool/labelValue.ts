import { labelForm, lookOf } from '../labelSet/labelForm.ts';
import { textOf } from './fields.ts';

/**
 * Why a label that is there is not taken: there are `several` where one is asked for; a person `rejected` it;
 * it is `unreadable`, such as spans or nested lists.
 */
export type NotTaken = 'several' | 'rejected' | 'unreadable';

/** The label that a field of a row gives. */
export type LabelValue = { readonly label: string } | { readonly notTaken: NotTaken };

/** From this share on a category of spaCy's `cats` holds. */
const holds = 0.5;

/**
 * The label in a field's value: a text, number or boolean; a list of one (`["bread"]`, doccano, Prodigy's
 * `accept`); spaCy's `{"bread": 1, "boats": 0}`. Undefined where there is none: null, blank, an empty list.
 */
export function labelOfValue(value: unknown): LabelValue | undefined {
  if (value === undefined || value === null) return undefined;
  const text = textOf(value);
  if (text !== undefined) {
    const label = labelForm(text);
    return lookOf(label) === '' ? undefined : { label };
  }
  const names = Array.isArray(value) ? namesIn(value) : holdingIn(value);
  if (names === undefined) return { notTaken: 'unreadable' };
  const labels = new Set(names.map(labelForm).filter((name) => lookOf(name) !== ''));
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

/** Prodigy's fields with labels; its `answer` says what the person made of them. */
const judged = /^(label|labels|accept)$/;

/** Whether a row's `answer` says that its label does not hold. */
export function isRejected(field: string, answer: unknown): boolean {
  return judged.test(field) && (answer === 'reject' || answer === 'ignore');
}
