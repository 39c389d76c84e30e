import { message } from '../../../messages/messages.ts';
import type { Tokens } from '../exchangeRow.ts';
import type { OpenFile, ReadItem, ReadOptions, Sample } from '../format.ts';
import { linesOf } from '../sourceRows.ts';
import { readTag, spansOf, TagCensus, type Tag, type TagForm } from './tags.ts';

const documentMark = '-DOCSTART-';

/** Context field with the number of the document in a file. */
export const documentField = 'document';

/** Consecutive lines of words and tags. */
interface Block {
  /** 1-based line of its first word. */
  readonly line: number;
  /** 1-based, counted by document marks; 0 before the first. */
  readonly document: number;
  readonly words: readonly (readonly [word: string, tag: string])[];
  /** Columns of its shortest line. */
  readonly fewest: number;
  /** First line without a tag. */
  readonly untagged?: number;
}

/** Properties of a file required before its first sentence can be read. */
interface ConllForm {
  readonly byTab: boolean;
  /** The first column numbers the words of a sentence; the words are in the second. */
  readonly isCounted: boolean;
  readonly tags: TagForm;
}

/** Whether the lines of a file are words with a tag in their last column. */
export function looksLikeConll({ lines }: Sample): boolean {
  const words = lines.filter(
    (line) => line.trim() !== '' && !line.startsWith(documentMark) && !isComment(line),
  );
  const byTab = words.some((line) => line.includes('\t'));
  const columns = words.map((line) => columnsOf(line, byTab));
  if (columns.length === 0 || columns.some(({ length }) => length < 2)) return false;
  const tags = columns.map((cells) => cells.at(-1)!);
  const outside = tags.filter((tag) => tag === 'O').length;
  if (tags.every((tag) => tag === 'O' || /^[BILUESM]-\S/.test(tag))) return true;
  // Bare labels: most words of a text are outside, and labels are short.
  return byTab && outside * 3 > tags.length && tags.every((tag) => /^\S{1,40}$/.test(tag));
}

const tag = /^(?:O|[BILUESM]-\S.*)$/;

/** A line about a sentence: `# id 7`. A word `#` is followed by a tag. */
function isComment(line: string): boolean {
  return (
    line.startsWith('# ') && !line.includes('\t') && !tag.test(line.trim().split(/ +/).at(-1)!)
  );
}

/** One row per sentence or document: the text is its words joined by spaces. */
export async function* readConll(file: OpenFile, { by }: ReadOptions): AsyncGenerator<ReadItem> {
  const form = await formOf(file);
  let sentences: Block[] = [];
  for await (const block of blocksOf(file, form)) {
    if (by === 'document' && sentences[0] && sentences[0].document !== block.document) {
      yield rowOf(sentences, form.tags, by);
      sentences = [];
    }
    sentences.push(block);
    if (by === 'document') continue;
    yield rowOf(sentences, form.tags, by);
    sentences = [];
  }
  if (sentences.length > 0) yield rowOf(sentences, form.tags, by);
}

async function formOf(file: OpenFile): Promise<ConllForm> {
  let byTab = false;
  for await (const { value } of linesOf(file)) {
    byTab = typeof value === 'string' && value.trim() !== '' && value.includes('\t');
    if (byTab) break;
  }
  const census = new TagCensus();
  let isCounted = true;
  let columns = Infinity;
  for await (const { words, fewest } of blocksOf(file, { byTab, isCounted: false })) {
    census.add(words.map(([, tag]) => tag));
    isCounted &&= words.every(([word], i) => word === String(i + 1));
    columns = Math.min(columns, fewest);
  }
  return { byTab, isCounted: isCounted && columns > 2 && columns < Infinity, tags: census.form };
}

function columnsOf(line: string, byTab: boolean): string[] {
  return byTab ? line.trimEnd().split('\t') : line.trim().split(/ +/);
}

/** Sentences: they end at an empty or blank line, or at a document mark. */
async function* blocksOf(
  file: OpenFile,
  { byTab, isCounted }: Omit<ConllForm, 'tags'>,
): AsyncGenerator<Block> {
  let words: (readonly [string, string])[] = [];
  let [first, last, document] = [0, 0, 0];
  let untagged: number | undefined;
  let fewest = Infinity;
  const block = (): Block => ({
    line: first,
    document,
    words,
    fewest,
    ...(untagged === undefined ? {} : { untagged }),
  });
  for await (const { value, line, note } of linesOf(file)) {
    const text = typeof value === 'string' ? value : '';
    const cells = columnsOf(text, byTab);
    const mark = cells[0] === documentMark;
    const ends = mark || text.trim() === '';
    if (words.length > 0 && (ends || line > last + 1)) {
      yield block();
      words = [];
      untagged = undefined;
      fewest = Infinity;
    }
    last = line;
    if (isComment(text)) continue;
    if (mark) document++;
    if (ends && note?.fault === undefined) continue;
    if (words.length === 0) first = line;
    if (cells.length < 2 || cells[0] === '') untagged ??= line;
    fewest = Math.min(fewest, cells.length);
    words.push([cells[isCounted ? 1 : 0] ?? '', cells.at(-1)!]);
  }
  if (words.length > 0) yield block();
}

function rowOf(sentences: readonly Block[], form: TagForm, by: ReadOptions['by']): ReadItem {
  const { line, document } = sentences[0]!;
  let text = '';
  let mended = 0;
  const tokens: [number, number][] = [];
  const spans: { start: number; end: number; label: string; text: string }[] = [];
  for (const { words, untagged } of sentences) {
    if (untagged !== undefined) {
      return { line: untagged, problem: message('interchange.noTag', {}) };
    }
    const before = tokens.length;
    const tags: Tag[] = [];
    for (const [i, [word, tag]] of words.entries()) {
      const read = readTag(tag, form);
      if (read === undefined) {
        return { line: line + i, problem: message('interchange.notATag', { tag }) };
      }
      tags.push(read);
      if (text !== '') text += i === 0 ? '\n' : ' ';
      tokens.push([text.length, text.length + word.length]);
      text += word;
    }
    const found = spansOf(tags, form);
    mended += found.mended;
    for (const { first, last, label } of found.spans) {
      const [start, end] = [tokens[before + first]![0], tokens[before + last]![1]];
      spans.push({ start, end, label, text: text.slice(start, end) });
    }
  }
  const plain = sentences.every(({ words }) => words.every(([word]) => !/[ \n]/.test(word)));
  return {
    line,
    text,
    unit: 'utf16',
    rawJudgement: { kind: 'spans', spans },
    tokens: plain ? 'blanks' : (tokens satisfies Tokens),
    ...(mended > 0 ? { mended } : {}),
    ...(document > 0 && by === 'sentence' ? { context: { [documentField]: document } } : {}),
  };
}
