import { textOf } from '../../../pool/fields.ts';
import { inTextOrder, labelsThat, type Task } from '../../../task/judgement.ts';
import { toUnits } from '../../../task/offsets.ts';
import { judgementByList, objectOf, type ReadMeta } from '../carried.ts';
import type { ExchangeRow, RawJudgement, RawSpan } from '../exchangeRow.ts';
import { isOffset, stringsOf } from '../readFields.ts';
import type { Suggestion } from '../answers/suggestion.ts';

/** Names in the labelling configuration that exported files match. */
export const question = 'label';
const textName = 'text';

/** The results of an annotation or a prediction that answer one question. */
export interface ChosenLabels {
  readonly yes: string[];
  readonly spans: RawSpan[];
}

/**
 * What a result labels; undefined for any other result. `graded`: a rating, or paths in a taxonomy,
 * which serve as labels if nothing else does.
 */
export function kindOf(result: unknown): 'text' | 'span' | 'graded' | undefined {
  const { type, value } = objectOf(result);
  const { choices, labels, start, rating, taxonomy } = objectOf(value);
  if (start === undefined && gradesIn(rating, taxonomy) !== undefined) return 'graded';
  if (Array.isArray(choices)) {
    return start === undefined && (type ?? 'choices') === 'choices' ? 'text' : undefined;
  }
  return Array.isArray(labels) && (type ?? 'labels') === 'labels' ? 'span' : undefined;
}

/** A rating as text, or paths as `Delivery / Lost`; undefined for anything else. */
function gradesIn(rating: unknown, taxonomy: unknown): string[] | undefined {
  if (typeof rating === 'number') return [String(rating)];
  if (!Array.isArray(taxonomy)) return undefined;
  const paths = (taxonomy as readonly unknown[]).map(stringsOf);
  return paths.every((path) => path !== undefined)
    ? paths.map((path) => path.join(' / '))
    : undefined;
}

/** Whether a result marks a part of a page or a dialogue, which has no offsets in a text. */
export function isOfPage(result: unknown): boolean {
  const { type, value } = objectOf(result);
  const isNamed = typeof type === 'string' && /^(hypertext|paragraph)labels$/.test(type);
  return isNamed && typeof objectOf(value)['start'] === 'string';
}

/** The name of the control tag that a result answers; empty if there is none. */
export function fromNameOf(result: unknown): string {
  return textOf(objectOf(result)['from_name']) ?? '';
}

/**
 * @param values of results: `{choices}`, or `{start, end, text, labels}`
 * @returns undefined if one has another form, or if they mix choices and spans
 */
export function chosenIn(values: readonly unknown[]): ChosenLabels | undefined {
  const chosen: ChosenLabels = { yes: [], spans: [] };
  for (const value of values) {
    const { choices, labels, start, end, text, rating, taxonomy } = objectOf(value);
    const grades = gradesIn(rating, taxonomy);
    const names = grades ?? stringsOf(choices ?? labels);
    if (names === undefined) return undefined;
    if (grades || choices !== undefined) {
      for (const name of names) chosen.yes.push(name);
      continue;
    }
    if (!isOffset(start) || !isOffset(end)) return undefined;
    const part = typeof text === 'string' ? { text } : {};
    for (const label of names) chosen.spans.push({ start, end, label, ...part });
  }
  return chosen.yes.length > 0 && chosen.spans.length > 0 ? undefined : chosen;
}

/** @param carried what Marginalia wrote beside the answer */
export function judgementOf(
  { yes, spans }: ChosenLabels,
  { not, nothing, of }: Partial<Pick<ReadMeta, 'not' | 'nothing' | 'of'>>,
): RawJudgement {
  if (spans.length > 0 || (nothing && yes.length === 0)) {
    return { kind: 'spans', spans, ...(of ? { of } : {}) };
  }
  // The answer may have been edited since `not` was written.
  const still = not?.filter((label) => !yes.includes(label));
  return yes.length > 0 || still !== undefined
    ? judgementByList(yes, still, true)
    : { kind: 'emptyList' };
}

/** The values of the results that express a judgement. */
export function valuesOf({ text, judgement }: ExchangeRow): readonly object[] {
  if (judgement?.task === 'single') return [{ choices: [judgement.label] }];
  if (judgement?.task === 'multi') {
    const choices = labelsThat(true, judgement);
    return choices.length > 0 ? [{ choices }] : [];
  }
  const alignment = toUnits(text, 'codepoint');
  return inTextOrder(judgement?.spans ?? []).map((span) => {
    const { start, end } = alignment.map(span);
    return { start, end, text: span.text, labels: [span.label] };
  });
}

/** The values of a prediction's results: one per span, or one with all choices. */
export function suggestedValues({ label, labels, spans }: Suggestion): readonly object[] {
  if (spans) {
    return spans.map(({ start, end, text, label: name }) => ({
      start,
      end,
      ...(text !== undefined && { text }),
      labels: [name],
    }));
  }
  return [{ choices: labels ?? [label] }];
}

/** The results with these values, for the question of our labelling configuration. */
export function resultsOf(values: readonly object[], task: Task): readonly object[] {
  const type = task === 'spans' ? 'labels' : 'choices';
  return values.map((value) => ({ from_name: question, to_name: textName, type, value }));
}
