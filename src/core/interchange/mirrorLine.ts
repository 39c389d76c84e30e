import { message } from '../messages/messages.ts';
import type { Message } from '../messages/message.ts';
import type { RecordId } from '../record.ts';
import type { ImportEvent } from '../store/events.ts';
import { isAnswered } from '../store/isAnswered.ts';
import type { StoredAnswer } from '../store/store.ts';
import { inTextOrder, labelsThat, type Span, sorted } from '../task/judgement.ts';

/** One line of `NAME.labels.jsonl`. */
export interface MirrorLine {
  /** Hash of the record's text. */
  readonly record: RecordId;
  /** The record's own id. */
  readonly id?: string;
  readonly label?: string;
  /** Of several labels those that apply and those that do not, sorted; others were not judged. */
  readonly labels?: readonly string[];
  readonly not?: readonly string[];
  /** In UTF-16 units of the normalised text. */
  readonly spans?: readonly Span[];
  /** The labels for which the text was searched for spans, sorted. */
  readonly of?: readonly string[];
  readonly skipped?: true;
  /** Only some labels were judged: the record as a whole is not answered. */
  readonly partial?: true;
  readonly annotator: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly flagged?: true;
  readonly note?: string;
}

/** The mirror's line for an answer. */
export function lineOf(answer: StoredAnswer): MirrorLine {
  return {
    record: answer.recordId,
    ...(answer.sourceId !== undefined && { id: answer.sourceId }),
    ...judgementOf(answer),
    ...(answer.kind === 'skip' && { skipped: true }),
    ...(answer.kind === 'none' && { partial: true }),
    annotator: answer.annotator,
    at: new Date(answer.at).toISOString(),
    ...(answer.flagged && { flagged: true }),
    ...(answer.note !== undefined && { note: answer.note }),
  };
}

/** A record's judgement as keys of its line. */
function judgementOf({ label, labels, spans, of }: StoredAnswer): Partial<MirrorLine> {
  if (label !== undefined) return { label };
  if (spans && of) return { spans: spans.map(spanOf), of };
  if (!labels) return {};
  return {
    labels: sorted(labelsThat(true, { labels })),
    not: sorted(labelsThat(false, { labels })),
  };
}

function spanOf({ start, end, label, text }: Span): Span {
  return { start, end, label, text };
}

/** Whether a record is answered, or at least some of its labels or a part of its text are judged. */
export function isJudged(answer: StoredAnswer): boolean {
  return isAnswered(answer) || (answer.labels ?? answer.spans) !== undefined;
}

/** The line, or why it is invalid. */
export function readLine(raw: string): MirrorLine | Message {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return message('mirror.lineNotJson', {});
  }
  if (typeof value !== 'object' || value === null) return message('mirror.lineNotAnObject', {});
  const { record, id, annotator, at, flagged, note } = value as Record<string, unknown>;
  if (typeof record !== 'string' || record === '')
    return message('mirror.lineLacks', { key: 'record' });
  if (typeof annotator !== 'string' || annotator === '')
    return message('mirror.lineLacks', { key: 'annotator' });
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (!(time >= 0)) return message('mirror.lineWithoutTime', {});
  const judgement = readJudgement(value as Record<string, unknown>);
  if (!judgement) return message('mirror.lineWithoutAnswer', {});
  return {
    record,
    ...(typeof id === 'string' && { id }),
    ...judgement,
    annotator,
    at: new Date(time).toISOString(),
    ...(flagged === true && { flagged: true }),
    ...(typeof note === 'string' && note !== '' && { note }),
  };
}

/** The keys of a line that hold its answer; undefined unless they hold exactly one. */
function readJudgement({
  label,
  labels,
  not,
  spans,
  of,
  skipped,
  partial,
}: Record<string, unknown>): Partial<MirrorLine> | undefined {
  const hasLabel = typeof label === 'string' && label !== '';
  const hasLabels = labels !== undefined || not !== undefined;
  const hasSpans = spans !== undefined;
  const whole: Pick<MirrorLine, 'skipped' | 'partial'> = {
    ...(skipped === true && { skipped: true }),
    ...(partial === true && { partial: true }),
  };
  if ([hasLabel, hasLabels, hasSpans].filter(Boolean).length > 1) return undefined;
  if (hasLabel) return skipped === true || partial === true ? undefined : { label };
  if (skipped === true && partial === true) return undefined;
  if (hasLabels) {
    const [yes, no] = [labels ?? [], not ?? []].map((names) =>
      isNames(names) ? names : undefined,
    );
    if (!yes || !no || yes.length + no.length === 0) return undefined;
    return new Set([...yes, ...no]).size < yes.length + no.length
      ? undefined
      : { labels: sorted(yes), not: sorted(no), ...whole };
  }
  if (hasSpans) {
    if (!Array.isArray(spans) || !spans.every(isSpan) || !isNames(of)) return undefined;
    const names = sorted([...of, ...spans.map((span) => span.label)]);
    return names.length === 0
      ? undefined
      : { spans: inTextOrder(spans.map(spanOf)), of: names, ...whole };
  }
  return skipped === true ? { skipped: true } : undefined;
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
}

function isSpan(value: unknown): value is Span {
  const { start, end, label, text } = (value ?? {}) as Partial<Record<keyof Span, unknown>>;
  return (
    Number.isSafeInteger(start) &&
    Number.isSafeInteger(end) &&
    typeof label === 'string' &&
    label !== '' &&
    typeof text === 'string' &&
    (start as number) >= 0 &&
    (end as number) - (start as number) === text.length &&
    text !== ''
  );
}

/** A key that is equal for lines with the same judgement. */
export function judgementKey({
  label,
  labels,
  not,
  spans,
  of,
  skipped,
  partial,
}: MirrorLine): string {
  return JSON.stringify([label, labels, not, spans, of, skipped, partial]);
}

/** The judgement of a line, in the form of an import. */
export function importedJudgement({
  label,
  labels,
  not = [],
  spans,
  of,
  skipped,
  partial,
}: MirrorLine): Partial<ImportEvent> {
  const isPart = (labels ?? spans) !== undefined;
  return {
    ...(label !== undefined && { label }),
    ...(labels && { yes: labels, of: sorted([...labels, ...not]) }),
    ...(spans && of && { spans, of }),
    ...(isPart && skipped && { whole: 'skipped' }),
    ...(isPart && partial && { whole: 'unanswered' }),
  };
}
