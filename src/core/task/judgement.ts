import { sameLabels, type LabelJudgements } from './labelJudgements.ts';

/** The annotation task: one label per record, any number of labels, or labelled parts of its text. */
export type Task = 'single' | 'multi' | 'spans';

export const tasks: readonly Task[] = ['single', 'multi', 'spans'];

/** A labelled part of a text. Offsets count UTF-16 units of the judged text. */
export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly label: string;
  /** The labelled text itself; if the text at the offsets differs, the span is misplaced. */
  readonly text: string;
}

/** An annotator's judgement of one text. A skip is not a judgement. */
export type Judgement =
  | { readonly task: 'single'; readonly label: string }
  /** True: the label applies, false: it does not; a label that is absent was not judged. */
  | { readonly task: 'multi'; readonly labels: LabelJudgements }
  /** `of`: the labels that were looked for; no spans: none of them occurs in the text. */
  | { readonly task: 'spans'; readonly spans: readonly Span[]; readonly of: readonly string[] };

export type MultiJudgement = Extract<Judgement, { readonly task: 'multi' }>;

/**
 * Judges every label of `of`: those in `yes` apply, the others do not. `yes` may name labels outside `of`.
 */
export function judgeAll(yes: readonly string[], of: readonly string[]): MultiJudgement {
  const labels = new Map<string, boolean>(of.map((label) => [label, false]));
  for (const label of yes) labels.set(label, true);
  return { task: 'multi', labels };
}

/** The labels that apply, or those that do not, in the order of judgement. */
export function labelsThat(value: boolean, { labels }: Pick<MultiJudgement, 'labels'>): string[] {
  return [...labels].flatMap(([label, applies]) => (applies === value ? [label] : []));
}

/** The labels that apply to a text as a whole; none if it was not judged, or searched for spans. */
export function labelsOfText(judgement: Judgement | undefined): string[] {
  if (judgement?.task === 'single') return [judgement.label];
  return judgement?.task === 'multi' ? labelsThat(true, judgement) : [];
}

/** Whether two judgements are equal, regardless of the order of labels and spans. */
export function sameJudgement(a: Judgement, b: Judgement): boolean {
  if (a.task === 'single') return b.task === 'single' && a.label === b.label;
  if (a.task === 'multi') {
    return b.task === 'multi' && sameLabels(a.labels, b.labels);
  }
  if (b.task !== 'spans' || a.spans.length !== b.spans.length) return false;
  const [first, second] = [inTextOrder(a.spans), inTextOrder(b.spans)];
  return sameSet(a.of, b.of) && first.every((span, i) => sameSpan(span, second[i]!));
}

/** Whether two spans have the same range, label and text. */
export function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end && a.label === b.label && a.text === b.text;
}

/** Whether two lists contain the same names. */
export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const [first, second] = [new Set(a), new Set(b)];
  return first.size === second.size && [...first].every((name) => second.has(name));
}

/** Spans in text order: at the same start the longer first, then by label. */
export function inTextOrder<S extends Pick<Span, 'start' | 'end' | 'label'>>(
  spans: readonly S[],
): S[] {
  return [...spans].sort(
    (a, b) =>
      a.start - b.start || b.end - a.end || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0),
  );
}

/** Whether a span's text is found at its offsets. */
export function fitsText({ start, end, text }: Span, whole: string): boolean {
  return start >= 0 && start < end && end <= whole.length && whole.slice(start, end) === text;
}

/** Names without duplicates, in code unit order: the form in which sets are compared and stored. */
export function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
