import { normaliseText } from '../record.ts';
import { fitsText, inTextOrder, type Span } from './judgement.ts';
import { toNormalised } from './offsets.ts';

/** Spans mapped to another form of their text. */
export interface PlacedSpans {
  /** In text order; each `text` is the slice of the new form. */
  readonly spans: readonly Span[];
  /** Number of spans with an edge that had no counterpart and was moved outwards. */
  readonly moved: number;
  /** Spans that cannot be placed: their text is not at their offsets, or nothing of it is left. */
  readonly lost: readonly Span[];
}

/**
 * Maps spans of a text as in a file to the normalised text that journal, database and mirror use.
 * @param text as in the file
 */
export function spansForStore(spans: readonly Span[], text: string): PlacedSpans {
  return placed(spans, text, normaliseText(text), (span) => toNormalised(text).map(span));
}

/**
 * Maps stored spans to the text of a file row, which may differ in white space and Unicode form.
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
