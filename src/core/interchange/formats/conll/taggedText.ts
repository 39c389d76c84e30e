import type { ReadRow, Tokens } from '../exchangeRow.ts';
import { readTag, spansOf, type Tag, type TagForm } from './tags.ts';

/** The words of a sentence and their tags. */
export interface TaggedSentence {
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

export type TaggedText = Pick<ReadRow, 'text' | 'unit' | 'rawJudgement' | 'tokens' | 'mended'>;

/**
 * The text of tagged words, joined by spaces and, between sentences, by line ends.
 * @returns the place of a tag that does not have this form, if there is one
 */
export function taggedText(
  sentences: readonly TaggedSentence[],
  form: TagForm,
): TaggedText | { readonly sentence: number; readonly word: number } {
  let text = '';
  let mended = 0;
  const tokens: [number, number][] = [];
  const spans: { start: number; end: number; label: string; text: string }[] = [];
  let plain = true;
  for (const [sentence, { words, tags }] of sentences.entries()) {
    const before = tokens.length;
    const read: Tag[] = [];
    for (const [i, word] of words.entries()) {
      const tag = readTag(tags[i] ?? '', form);
      if (tag === undefined) return { sentence, word: i };
      plain &&= word !== '' && !/[ \n]/.test(word);
      read.push(tag);
      if (text !== '') text += i === 0 ? '\n' : ' ';
      tokens.push([text.length, text.length + word.length]);
      text += word;
    }
    const found = spansOf(read, form);
    mended += found.mended;
    for (const { first, last, label } of found.spans) {
      const [start, end] = [tokens[before + first]![0], tokens[before + last]![1]];
      spans.push({ start, end, label, text: text.slice(start, end) });
    }
  }
  return {
    text,
    unit: 'utf16',
    rawJudgement: { kind: 'spans', spans },
    tokens: plain ? 'blanks' : (tokens satisfies Tokens),
    ...(mended > 0 ? { mended } : {}),
  };
}
