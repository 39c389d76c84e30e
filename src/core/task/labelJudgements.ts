import type { LabelChange } from './labelChange.ts';

/**
 * True: the label applies, false: it does not; absent: unknown, because the label was added after the answer
 * or was not judged.
 */
export type LabelJudgements = ReadonlyMap<string, boolean>;

/** An annotator's judgements of several labels of a record. */
export interface JudgedSet {
  /** The labels that apply; a subset of `of`. */
  readonly yes: readonly string[];
  /** The label set that was shown. */
  readonly of: readonly string[];
  /** Only these labels of `of` were judged; default: all of them. */
  readonly judged?: readonly string[];
}

/**
 * The judgements after an answer: a whole answer replaces them, a partial one changes only its own labels.
 */
export function labelJudgementsOf(
  before: LabelJudgements | undefined,
  { yes, of, judged }: JudgedSet,
): LabelJudgements {
  const labels = new Map(judged ? before : undefined);
  const applies = new Set(yes);
  for (const label of judged ?? of) labels.set(label, applies.has(label));
  return labels;
}

/**
 * The judgements after a label-set change: the same object if unchanged; undefined if no answer remains,
 * because its last applying label, or its last label, is gone.
 */
export function labelJudgementsAfter(
  labels: LabelJudgements,
  change: LabelChange,
): LabelJudgements | undefined {
  switch (change.type) {
    case 'rename':
      return merged(labels, [change.from], change.to);
    case 'merge':
      return merged(labels, change.from, change.to);
    case 'split':
      return divided(labels, change.from, change.into);
    case 'delete':
      return without(labels, change.label);
  }
}

/** Yes if any part is yes, no if all are no, else unknown. `to` is a part if it was judged. */
function merged(
  labels: LabelJudgements,
  from: readonly string[],
  to: string,
): LabelJudgements | undefined {
  const parts = new Set(labels.has(to) ? [...from, to] : from);
  if (![...parts].some((part) => labels.has(part))) return labels;
  const values = [...parts].map((part) => labels.get(part));
  const after = new Map(labels);
  for (const part of parts) after.delete(part);
  if (values.includes(true)) after.set(to, true);
  else if (!values.includes(undefined)) after.set(to, false);
  if (sameLabels(labels, after)) return labels;
  return after.size === 0 ? undefined : after;
}

/**
 * The new labels are no where the old one was no, else unknown. A yes of the old label is kept, although the
 * label left the set, until the record is answered again.
 */
function divided(labels: LabelJudgements, from: string, into: readonly string[]): LabelJudgements {
  if (labels.get(from) !== false) return labels;
  const after = new Map(labels);
  after.delete(from);
  for (const label of into) if (!after.has(label)) after.set(label, false);
  return after;
}

/** "None of these" is never the result of a deletion. */
function without(labels: LabelJudgements, label: string): LabelJudgements | undefined {
  const value = labels.get(label);
  if (value === undefined) return labels;
  const after = new Map(labels);
  after.delete(label);
  const lastYes = value && ![...after.values()].includes(true);
  return lastYes || after.size === 0 ? undefined : after;
}

/** Whether two sets of judgements are equal, in any order. */
export function sameLabels(
  a: LabelJudgements | undefined,
  b: LabelJudgements | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.size === b.size && [...a].every(([label, applies]) => b.get(label) === applies);
}
