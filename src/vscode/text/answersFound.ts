import type { AnswersReading } from '../../core/interchange/answersInFile.ts';
import type { Localize } from '../../core/localize.ts';
import { count } from './numbers.ts';

/** Labels named in a line. */
const maxNamed = 8;
const maxLength = 30;

type Counts = Pick<AnswersReading, 'answers' | 'skipped' | 'conflicts' | 'labels'>;

/** "Prodigy, 141 answers, 9 skipped, 1 label" */
export function answersFound(
  title: string,
  { answers, skipped, conflicts, labels }: Counts,
  language: string,
  localize: Localize,
): string {
  return [
    title,
    answersCount(answers, language, localize),
    ...(skipped > 0 ? [localize('{0} skipped', count(skipped, language))] : []),
    ...(conflicts > 0 ? [conflictsCount(conflicts, language, localize)] : []),
    labels.length === 1
      ? localize('1 label')
      : localize('{0} labels', count(labels.length, language)),
  ].join(', ');
}

export function answersCount(answers: number, language: string, localize: Localize): string {
  return answers === 1 ? localize('1 answer') : localize('{0} answers', count(answers, language));
}

/** Records with conflicting answers, which the user decides one by one. */
export function conflictsCount(conflicts: number, language: string, localize: Localize): string {
  return conflicts === 1
    ? localize('1 conflict')
    : localize('{0} conflicts', count(conflicts, language));
}

/** The rows that a reading leaves out or leaves unlabelled, by reason. */
export function leftOut(
  {
    rejected,
    refused,
    unread,
    unlabelled,
  }: Pick<AnswersReading, 'rejected' | 'refused' | 'unread' | 'unlabelled'>,
  language: string,
  localize: Localize,
): string[] {
  // Rejected and refused answers leave their rows unlabelled.
  const open = Math.max(0, unlabelled - rejected - (refused - unread));
  return [
    ...(rejected > 0 ? [rejectionsLeftOut(rejected, language, localize)] : []),
    ...(refused > 0 ? [rowsLeftOut(refused, language, localize)] : []),
    ...(open > 0 ? [localize('{0} without an answer', count(open, language))] : []),
  ];
}

export function rejectionsCount(rejected: number, language: string, localize: Localize): string {
  return rejected === 1
    ? localize('1 rejection')
    : localize('{0} rejections', count(rejected, language));
}

export function recordsCount(records: number, language: string, localize: Localize): string {
  return records === 1 ? localize('1 record') : localize('{0} records', count(records, language));
}

export function suggestionsCount(
  suggestions: number,
  language: string,
  localize: Localize,
): string {
  return suggestions === 1
    ? localize('1 suggestion')
    : localize('{0} suggestions', count(suggestions, language));
}

export function rejectionsLeftOut(rejected: number, language: string, localize: Localize): string {
  return rejected === 1
    ? localize('1 rejection left out')
    : localize('{0} rejections left out', count(rejected, language));
}

export function rowsLeftOut(refused: number, language: string, localize: Localize): string {
  return refused === 1
    ? localize('1 row or its answer left out')
    : localize('{0} rows or their answers left out', count(refused, language));
}

/** "Labels: joy · anger … (28)" */
export function labelsListed(
  labels: readonly string[],
  language: string,
  localize: Localize,
): string {
  const named = labels
    .slice(0, maxNamed)
    .map((name) => (name.length > maxLength ? `${name.slice(0, maxLength)}…` : name));
  // Labels may contain commas.
  const list = named.join(' · ');
  if (labels.length <= maxNamed) return localize('Labels: {0}', list);
  return localize('Labels: {0} … ({1})', list, count(labels.length, language));
}
