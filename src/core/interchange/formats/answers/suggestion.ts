import { textOf } from '../../../pool/fields.ts';
import type { Task } from '../../../task/judgement.ts';
import { objectOf } from '../carried.ts';
import type { RawSpan } from '../exchangeRow.ts';
import { readSpans, stringsOf } from '../readFields.ts';

/** What a model, or another tool, proposed for a record: one of label, labels and spans. */
export interface Suggestion {
  readonly label?: string;
  readonly labels?: readonly string[];
  /** Offsets in code points. */
  readonly spans?: readonly RawSpan[];
  /** One per label if the tool gives them. */
  readonly probability?: number | readonly number[];
  readonly model?: string;
}

/**
 * A suggestion that fits the task and has no other fields, so that other tools can store all of it;
 * undefined for anything else.
 */
export function suggestionIn(value: unknown, task: Task): Suggestion | undefined {
  const { label, labels, spans, probability, model } = objectOf(value);
  const names = stringsOf(labels);
  const parts = readSpans(spans);
  const read: Suggestion = {
    ...(typeof label === 'string' && { label }),
    ...(names && { labels: names }),
    ...(parts && { spans: parts }),
    ...(isScore(probability) && { probability }),
    ...(typeof model === 'string' && model !== '' && { model }),
  };
  const whole = read.label !== undefined || read.labels !== undefined;
  const fits = task === 'spans' ? parts !== undefined && !whole : whole && parts === undefined;
  const once = read.label === undefined || read.labels === undefined;
  return fits && once && sameJson(read, value) ? read : undefined;
}

function isScore(value: unknown): value is number | readonly number[] {
  return (
    typeof value === 'number' ||
    (Array.isArray(value) &&
      value.length > 0 &&
      (value as readonly unknown[]).every((item) => typeof item === 'number'))
  );
}

/** Whether two values are equal, regardless of the order of keys. */
function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[]).map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrder(item)]));
}

/** A value of a tool as a suggestion; undefined if it proposes nothing. */
export function suggestionOf(
  { yes, spans }: { readonly yes: readonly string[]; readonly spans: readonly RawSpan[] },
  score: unknown,
  agent: unknown,
): Suggestion | undefined {
  if (yes.length + spans.length === 0) return undefined;
  const model = textOf(agent);
  return {
    ...(spans.length > 0 ? { spans } : yes.length === 1 ? { label: yes[0]! } : { labels: yes }),
    ...(isScore(score) && { probability: score }),
    ...(model !== undefined && model !== '' && { model }),
  };
}
