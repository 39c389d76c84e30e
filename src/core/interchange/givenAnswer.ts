import { labelForm, namesByForm } from '../labelForm.ts';
import type { Candidate } from '../store/events.ts';
import type { StoredAnswer } from '../store/store.ts';
import { inTextOrder, labelsThat, sorted, type Judgement, type Task } from '../task/judgement.ts';
import type { LabelJudgements } from '../task/labelJudgements.ts';
import { spansForStore } from '../task/placeSpans.ts';
import type { ExchangeRow } from './formats/exchangeRow.ts';

/** The content of an answer in the project's labels, without annotator and time. */
export type AnswerContent = Pick<Candidate, 'label' | 'yes' | 'spans' | 'of' | 'skipped'>;

/** A row's answer for a project. */
export interface GivenRow {
  /** Undefined if the row has no answer, or none that the project can hold. */
  readonly given?: AnswerContent;
  /** Labels that the project does not have. */
  readonly unknown: readonly string[];
  /** Spans whose edges were moved outward, to those of the normalised text. */
  readonly moved: number;
}

/** Converts the answers of rows to the labels of a project. */
export class GivenAnswers {
  readonly #task: Task;
  readonly #names: ReadonlyMap<string, string>;

  constructor({ task, labels }: { readonly task: Task; readonly labels: readonly string[] }) {
    this.#task = task;
    this.#names = namesByForm(labels);
  }

  /** @param isSameText whether the record has the row's text, and not only its id */
  of({ judgement, skipped, text }: ExchangeRow, isSameText: boolean): GivenRow {
    if (judgement?.task !== this.#task) {
      return { ...(skipped && { given: { skipped } }), unknown: [], moved: 0 };
    }
    switch (judgement.task) {
      case 'single':
        return this.#label(judgement.label);
      case 'multi':
        return this.#labels(judgement);
      case 'spans':
        return this.#spans(judgement, text, isSameText);
    }
  }

  #label(written: string): GivenRow {
    const label = this.#nameOf(written);
    if (label === undefined) return { unknown: [written], moved: 0 };
    return { given: { label }, unknown: [], moved: 0 };
  }

  /** Leaves out labels that the project does not have. */
  #labels(judgement: Extract<Judgement, { task: 'multi' }>): GivenRow {
    const applies = labelsThat(true, judgement);
    const unknown = applies.filter((name) => this.#nameOf(name) === undefined);
    const yes = this.#known(applies);
    const of = this.#known([...judgement.labels.keys()]);
    return { ...(of.length > 0 && { given: { yes, of } }), unknown, moved: 0 };
  }

  #spans(
    { spans: written, of: searchedLabels }: Extract<Judgement, { task: 'spans' }>,
    text: string,
    isSameText: boolean,
  ): GivenRow {
    const unknown = written.map(({ label }) => label).filter((name) => !this.#nameOf(name));
    const own = written.flatMap((span) => {
      const label = this.#nameOf(span.label);
      return label === undefined ? [] : [{ ...span, label }];
    });
    const of = this.#known([...searchedLabels, ...own.map(({ label }) => label)]);
    const { spans, moved, lost } = spansForStore(own, text);
    if (!isSameText || lost.length > 0 || of.length === 0) return { unknown, moved: 0 };
    return { given: { spans: inTextOrder(spans), of }, unknown, moved };
  }

  #known(names: readonly string[]): string[] {
    return sorted(names.flatMap((name) => this.#nameOf(name) ?? []));
  }

  #nameOf(written: string): string | undefined {
    return this.#names.get(written) ?? this.#names.get(labelForm(written));
  }
}

/** A key that is equal for equal answers. */
export function givenKey({ label, yes, spans, of, skipped }: AnswerContent): string {
  return JSON.stringify([
    label,
    yes && sorted(yes),
    spans && inTextOrder(spans).map(({ start, end, label: name }) => [start, end, name]),
    of && sorted(of),
    skipped,
  ]);
}

/** The content of a record's answer; undefined if the record is not answered as a whole. */
export function givenIn({
  kind,
  label,
  labels,
  spans,
  of,
}: StoredAnswer): AnswerContent | undefined {
  switch (kind) {
    case 'label':
      return { label: label! };
    case 'labels':
      return setOf(labels!);
    case 'spans':
      return { spans: spans!, of: of! };
    case 'skip':
      return { skipped: true };
    case 'none':
      return undefined;
  }
}

function setOf(labels: LabelJudgements): AnswerContent {
  return { yes: sorted(labelsThat(true, { labels })), of: sorted([...labels.keys()]) };
}

/** Merges two judgements of several labels; undefined if they contradict each other. */
export function joined(a: AnswerContent, b: AnswerContent): AnswerContent | undefined {
  if (!a.yes || !b.yes || !a.of || !b.of) return undefined;
  const [first, second] = [new Set(a.yes), new Set(b.yes)];
  const judged = new Set(b.of);
  const differs = a.of.some((name) => judged.has(name) && first.has(name) !== second.has(name));
  return differs
    ? undefined
    : { yes: sorted([...first, ...second]), of: sorted([...a.of, ...b.of]) };
}

/** The judgements of some labels, if the record is not answered as a whole. */
export function partIn({ kind, labels, spans, of }: StoredAnswer): AnswerContent | undefined {
  if (kind === 'labels' || kind === 'spans') return undefined;
  if (labels) return setOf(labels);
  return spans && of && { spans, of };
}

/** Whether all labels of a set were judged, or the answer is not about several. */
export function isWhole({ of }: AnswerContent, labels: readonly string[]): boolean {
  if (!of) return true;
  const judged = new Set(of);
  return labels.every((label) => judged.has(label));
}
