import { inTextOrder, type Span } from '../../../task/judgement.ts';
import type { Range } from '../../../task/offsets.ts';
import type { ExchangeRow } from '../exchangeRow.ts';
import type { Survey, WriteOptions } from '../format.ts';
import { documentField } from './readConll.ts';
import { tagsOf, type WordSpan } from './tags.ts';
import { wordsOf } from './words.ts';

/**
 * Two columns, and an empty line after each sentence. Omits unjudged rows, which would read as
 * judged.
 */
export async function* writeConll(
  rows: AsyncIterable<ExchangeRow>,
  _survey: Survey,
  options: WriteOptions,
): AsyncGenerator<string> {
  let document: unknown;
  for await (const row of rows) {
    if (Object.keys(row.context ?? {}).some((name) => name !== documentField))
      options.lose('context');
    if (row.judgement?.task !== 'spans') continue;
    const own = row.context?.[documentField];
    if (options.by === 'document' || (own !== undefined && own !== document)) {
      yield '-DOCSTART-\tO\n\n';
    }
    document = own;
    yield sentenceOf(row, row.judgement.spans, options);
  }
}

function sentenceOf(
  { text, tokens }: ExchangeRow,
  all: readonly Span[],
  { by, scheme, spell, lose }: WriteOptions,
): string {
  const spans = withoutOverlap(all);
  lose('overlap', all.length - spans.length);
  const words = wordsOf(text, tokens, spans);
  const found: WordSpan[] = [];
  for (const span of spans) {
    const first = words.findIndex(({ start }) => start >= span.start);
    const last = words.findLastIndex(({ end }) => end <= span.end);
    const held = first >= 0 && last >= first;
    if (held) found.push({ first, last, label: spell(span.label) });
    if (!held || words[first]!.start > span.start || words[last]!.end < span.end) {
      lose('spanBlanks');
    }
  }
  if (scheme === 'io') lose('adjacent', adjacent(found));
  const tags = tagsOf(found, words.length, scheme);
  const between = (i: number): string => {
    const next = words[i + 1];
    const gap = next && text.slice(words[i]!.end, next.start);
    return next === undefined || (by === 'document' && /[\n\u2028\u2029]/.test(gap!)) ? '\n' : '';
  };
  if (joined(text, words, by) !== text) lose('whiteSpace');
  return words
    .map(({ start, end }, i) => `${text.slice(start, end)}\t${tags[i]!}\n${between(i)}`)
    .join('');
}

/** The text as a reader will reconstruct it. */
function joined(text: string, words: readonly Range[], by: WriteOptions['by']): string {
  return words
    .map(({ start, end }, i) => {
      const next = words[i + 1];
      if (next === undefined) return text.slice(start, end);
      const newline = by === 'document' && /[\n\u2028\u2029]/.test(text.slice(end, next.start));
      return text.slice(start, end) + (newline ? '\n' : ' ');
    })
    .join('');
}

/** Of overlapping spans, keeps the first; of those with the same start, the longest. */
function withoutOverlap(spans: readonly Span[]): Span[] {
  const kept: Span[] = [];
  for (const span of inTextOrder(spans)) {
    if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  }
  return kept;
}

/** Number of spans that directly follow one with the same label and need a B- to be separate. */
function adjacent(spans: readonly WordSpan[]): number {
  return spans.filter(
    ({ first, label }, i) => spans[i - 1]?.last === first - 1 && spans[i - 1]?.label === label,
  ).length;
}
