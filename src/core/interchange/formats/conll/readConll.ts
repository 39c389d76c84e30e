import { message } from '../../../messages/messages.ts';
import type { OpenFile, ReadItem, ReadOptions, Sample } from '../format.ts';
import { linesOf } from '../sourceRows.ts';
import { ColumnCensus, isTag, isTagFirst, type WordColumns } from './wordColumns.ts';
import { barredWords, looksBarred } from './barredWords.ts';
import { taggedText } from './taggedText.ts';
import { TagCensus, type TagForm } from './tags.ts';

const documentMark = '-DOCSTART-';

/** Context field with the number of the document in a file. */
export const documentField = 'document';

/** Consecutive lines of words and tags. */
interface Block {
  /** 1-based line of its first word. */
  readonly line: number;
  /** 1-based, counted by document marks; 0 before the first. */
  readonly document: number;
  /** The columns of each line. */
  readonly rows: readonly (readonly string[])[];
  /** First line without a tag. */
  readonly untagged?: number;
  /** Its words are all on its first line. */
  readonly isOneLine?: true;
}

/** Properties of a file required before its first sentence can be read. */
interface ConllForm {
  /** Columns of the words and of the tags; negative ones count from the last. */
  readonly columns: WordColumns;
  readonly tags: TagForm;
}

/**
 * Whether the lines of a file are words with a tag in their last column, or in their first; or sentences of
 * words with their columns between bars.
 */
export function looksLikeConll({ lines }: Sample): boolean {
  if (looksBarred(lines)) return true;
  const words = lines.filter(
    (line, i) =>
      line.trim() !== '' &&
      !line.startsWith(documentMark) &&
      !isComment(line) &&
      !isTabbedComment(line, lines[i + 1]),
  );
  const byTab = words.some((line) => line.includes('\t'));
  const columns = words.map((line) => columnsOf(line, byTab));
  if (columns.length === 0 || columns.some(({ length }) => length < 2)) return false;
  const tags = columns.map((cells) => cells.at(-1)!);
  if (tags.every(isTag) || isTagFirst(columns)) return true;
  // Bare labels: most words of a text are outside, and labels are short.
  const outside = tags.filter((tag) => tag === 'O').length;
  return byTab && outside * 3 > tags.length && tags.every((tag) => /^\S{1,40}$/.test(tag));
}

/** A line about a sentence: `# id 7`. A word `#` is followed by a tag. */
function isComment(line: string): boolean {
  return line.startsWith('# ') && !line.includes('\t') && !isTag(line.trim().split(/ +/).at(-1)!);
}

/** A line `#⇥…` about the sentence that begins on the next line with a word numbered 1. */
function isTabbedComment(line: string, next: string | undefined): boolean {
  return mayBeComment(line) && next !== undefined && continuesComment(next);
}

function mayBeComment(line: string): boolean {
  return line.startsWith('#\t') && !isTag(line.trimEnd().split('\t').at(-1)!);
}

function continuesComment(line: string): boolean {
  return line.startsWith('1\t') || mayBeComment(line);
}

/**
 * One row per sentence or document: the text is its words joined by spaces.
 * @throws UserError if several columns hold spans and `question` names none of them
 */
export async function* readConll(
  file: OpenFile,
  { by, question }: ReadOptions,
): AsyncGenerator<ReadItem> {
  const layout = await layoutOf(file);
  const form = await formOf(file, layout, question);
  let sentences: Block[] = [];
  for await (const block of blocksOf(file, layout)) {
    if (by === 'document' && sentences[0] && sentences[0].document !== block.document) {
      yield rowOf(sentences, form, by);
      sentences = [];
    }
    sentences.push(block);
    if (by === 'document') continue;
    yield rowOf(sentences, form, by);
    sentences = [];
  }
  if (sentences.length > 0) yield rowOf(sentences, form, by);
}

/** What is between the columns of a word; `bars`: a line is a sentence. */
type Layout = 'tabs' | 'blanks' | 'bars';

async function layoutOf(file: OpenFile): Promise<Layout> {
  let lines = 0;
  let barred = 0;
  for await (const { value } of linesOf(file)) {
    if (typeof value !== 'string' || value.trim() === '') continue;
    if (value.includes('\t')) return 'tabs';
    lines++;
    if (looksBarred([value])) barred++;
  }
  return barred > 0 && barred >= lines / 2 ? 'bars' : 'blanks';
}

async function formOf(
  file: OpenFile,
  layout: Layout,
  question: string | undefined,
): Promise<ConllForm> {
  const columnCensus = new ColumnCensus();
  for await (const { rows } of blocksOf(file, layout)) columnCensus.add(rows);
  const columns = columnCensus.columns(question);
  const census = new TagCensus();
  for await (const { rows } of blocksOf(file, layout)) {
    census.add(rows.map((cells) => cells.at(columns.tag) ?? ''));
  }
  return { columns, tags: census.form };
}

function columnsOf(line: string, byTab: boolean): string[] {
  return byTab ? line.trimEnd().split('\t') : line.trim().split(/ +/);
}

function blocksOf(file: OpenFile, layout: Layout): AsyncGenerator<Block> {
  return layout === 'bars' ? barredBlocksOf(file) : columnBlocksOf(file, layout === 'tabs');
}

/** Lines that are sentences. */
async function* barredBlocksOf(file: OpenFile): AsyncGenerator<Block> {
  let document = 0;
  for await (const { value, line, note } of linesOf(file)) {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '' && note?.fault === undefined) continue;
    if (text.startsWith(documentMark)) {
      document++;
      continue;
    }
    const rows = barredWords(text);
    const isTagged = rows.length > 0 && rows.every(({ length }) => length > 1);
    yield { line, document, rows, isOneLine: true, ...(!isTagged && { untagged: line }) };
  }
}

/** Sentences: they end at an empty or blank line, or at a document mark. */
async function* columnBlocksOf(file: OpenFile, byTab: boolean): AsyncGenerator<Block> {
  let rows: string[][] = [];
  let [first, last, document] = [0, 0, 0];
  let untagged: number | undefined;
  /** Lines that are comments if a word numbered 1 follows. */
  let held: { readonly cells: string[]; readonly line: number }[] = [];
  const block = (): Block => ({
    line: first,
    document,
    rows,
    ...(untagged === undefined ? {} : { untagged }),
  });
  const add = (cells: string[], line: number): void => {
    if (rows.length === 0) first = line;
    if (cells.length < 2 || cells[0] === '') untagged ??= line;
    rows.push(cells);
  };
  for await (const { value, line, note } of linesOf(file)) {
    const text = typeof value === 'string' ? value : '';
    const cells = columnsOf(text, byTab);
    const mark = cells[0] === documentMark;
    const ends = mark || text.trim() === '';
    if (line > last + 1 || !continuesComment(text)) {
      for (const heldLine of held) add(heldLine.cells, heldLine.line);
    }
    if (line > last + 1 || !mayBeComment(text)) held = [];
    if (rows.length > 0 && (ends || line > last + 1)) {
      yield block();
      rows = [];
      untagged = undefined;
    }
    last = line;
    if (isComment(text)) continue;
    if (mark) document++;
    if (ends && note?.fault === undefined) continue;
    if (rows.length === 0 && mayBeComment(text)) held.push({ cells, line });
    else add(cells, line);
  }
  for (const heldLine of held) add(heldLine.cells, heldLine.line);
  if (rows.length > 0) yield block();
}

function rowOf(sentences: readonly Block[], form: ConllForm, by: ReadOptions['by']): ReadItem {
  const { line, document } = sentences[0]!;
  const untagged = sentences.find((block) => block.untagged !== undefined)?.untagged;
  if (untagged !== undefined) return { line: untagged, problem: message('interchange.noTag', {}) };
  const read = taggedText(
    sentences.map(({ rows }) => ({
      words: rows.map((cells) => cells.at(form.columns.word) ?? ''),
      tags: rows.map((cells) => cells.at(form.columns.tag) ?? ''),
    })),
    form.tags,
  );
  if ('sentence' in read) {
    const { line: first, rows, isOneLine } = sentences[read.sentence]!;
    const tag = rows[read.word]!.at(form.columns.tag) ?? '';
    const problem = message('interchange.notATag', { tag });
    return { line: isOneLine ? first : first + read.word, problem };
  }
  return {
    line,
    ...read,
    ...(document > 0 && by === 'sentence' ? { context: { [documentField]: document } } : {}),
  };
}
