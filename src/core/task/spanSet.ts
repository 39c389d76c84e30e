import { inTextOrder, sameSpan, type Span, sorted } from './judgement.ts';
import type { LabelChange } from './labelChange.ts';

/** The labelled parts of a text, in text order, and the labels that were looked for. */
export interface SpanSet {
  readonly spans: readonly Span[];
  /** Sorted. */
  readonly of: readonly string[];
}

/** An annotator's judgement of the parts of a text. */
export interface JudgedSpans extends SpanSet {
  /** Only this part of the text was judged, `[from, to)` in UTF-16 units; default: all of it. */
  readonly judged?: readonly [from: number, to: number];
}

/** The judgement after an answer: a partial one replaces the spans that overlap its range. */
export function spanSetOf(
  before: SpanSet | undefined,
  { spans, of, judged }: JudgedSpans,
): SpanSet {
  if (!judged) return { spans: inTextOrder(spans), of };
  const [from, to] = judged;
  const outside = (before?.spans ?? []).filter(({ start, end }) => end <= from || start >= to);
  return { spans: inTextOrder([...outside, ...spans]), of: before?.of ?? of };
}

/** See `labelJudgementsAfter`. */
export function spanSetAfter(set: SpanSet, change: LabelChange): SpanSet | undefined {
  switch (change.type) {
    case 'rename':
      return renamed(set, [change.from], change.to);
    case 'merge':
      return renamed(set, change.from, change.to);
    case 'split':
      return divided(set, change.from, change.into);
    case 'delete':
      return without(set, change.label);
  }
}

function renamed(set: SpanSet, from: readonly string[], to: string): SpanSet | undefined {
  const parts = new Set(from);
  const named = (label: string): string => (parts.has(label) ? to : label);
  if (!mentions(set, parts)) return set;
  const all = inTextOrder(set.spans.map((span) => ({ ...span, label: named(span.label) })));
  // Two spans of the same range may now have the same label.
  const spans = all.filter((span, i) => i === 0 || !sameSpan(span, all[i - 1]!));
  // The merged label was looked for if every part of it was.
  const wasSought = from.every((label) => set.of.includes(label));
  const rest = set.of.filter((label) => !parts.has(label) && label !== to);
  return remaining({ spans, of: sorted(wasSought ? [...rest, to] : rest) });
}

function divided(set: SpanSet, from: string, into: readonly string[]): SpanSet {
  const wasFound = set.spans.some(({ label }) => label === from);
  if (wasFound || !set.of.includes(from)) return set;
  return { ...set, of: sorted([...set.of.filter((label) => label !== from), ...into]) };
}

function without(set: SpanSet, label: string): SpanSet | undefined {
  if (!mentions(set, new Set([label]))) return set;
  const spans = set.spans.filter((span) => span.label !== label);
  const of = set.of.filter((name) => name !== label);
  const lastSpan = spans.length === 0 && set.spans.length > 0;
  return lastSpan ? undefined : remaining({ spans, of });
}

/** Undefined if nothing was looked for or found. */
function remaining(set: SpanSet): SpanSet | undefined {
  return set.spans.length === 0 && set.of.length === 0 ? undefined : set;
}

function mentions({ spans, of }: SpanSet, labels: ReadonlySet<string>): boolean {
  return of.some((label) => labels.has(label)) || spans.some(({ label }) => labels.has(label));
}
