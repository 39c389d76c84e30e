import { normaliseText } from '../record.ts';
import { fitsText, inTextOrder, type Span } from './judgement.ts';
import { toNormalised } from './offsets.ts';

/** Spans in another form of their text. */
export interface PlacedSpans {
  /** In text order; of each its `text` is its slice. */
  readonly spans: readonly Span[];
  /** How many of them had an edge without a counterpart, which was moved outward. */
  readonly moved: number;
  /** Spans without a place: they do not hold the text that they name, or nothing is left of them. */
  readonly lost: readonly Span[];
}

/**
 * Spans of a text as it stands in a file, in the normalised text, as journal, database and mirror hold them.
 * @param text as in the file
 */
export function spansForStore(spans: readonly Span[], text: string): PlacedSpans {
  return placed(spans, text, normaliseText(text), (span) => toNormalised(text).map(span));
}

/**
 * Stored spans in a row of the file, whose text may be spelt otherwise than where they were given.
 * @param text of the row, as in the file
 */
export function spansForRow(spans: readonly Span[], text: string): PlacedSpans {
  const back = toNormalised(text).reversed;
  return placed(spans, normaliseText(text), text, (span) => back.map(span));
}

function placed(
  given: readonly Span[],
  from: string,
  to: string,
  map: (span: Span) => { readonly start: number; readonly end: number; readonly moved: boolean },
): PlacedSpans {
  const spans: Span[] = [];
  const lost: Span[] = [];
  let moved = 0;
  for (const span of given) {
    const range = fitsText(span, from) ? map(span) : undefined;
    if (range === undefined || range.start >= range.end) {
      lost.push(span);
      continue;
    }
    if (range.moved) moved++;
    const { start, end } = range;
    spans.push({ start, end, label: span.label, text: to.slice(start, end) });
  }
  return { spans: inTextOrder(spans), moved, lost };
}
