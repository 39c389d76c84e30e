import { message } from '../../../messages/messages.ts';
import type { Tokens } from '../exchangeRow.ts';
import type { OpenFile, ReadItem, ReadOptions, Sample } from '../format.ts';
import { linesOf } from '../sourceRows.ts';
import { ColumnCensus, isTag, isTagFirst, type WordColumns } from './wordColumns.ts';
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
  /** The columns of each line. */
  readonly rows: readonly (readonly string[])[];
  /** First line without a tag. */
  readonly untagged?: number;
}

/** Properties of a file required before its first sentence can be read. */
interface ConllForm {
  /** Columns of the words and of the tags; negative ones count from the last. */
  readonly columns: WordColumns;
  readonly tags: TagForm;
}

/** Whether the lines of a file are words with a tag in their last column, or in their first. */
export function looksLikeConll({ lines }: Sample): boolean {
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
  return mayBeComment(line) && next !== undefined && goesOnComment(next);
}

function mayBeComment(line: string): boolean {
  return line.startsWith('#\t') && !isTag(line.trimEnd().split('\t').at(-1)!);
}

function goesOnComment(line: string): boolean {
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
  const byTab = await isByTab(file);
  const form = await formOf(file, byTab, question);
  let sentences: Block[] = [];
  for await (const block of blocksOf(file, byTab)) {
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

async function isByTab(file: OpenFile): Promise<boolean> {
  for await (const { value } of linesOf(file)) {
    if (typeof value === 'string' && value.trim() !== '' && value.includes('\t')) return true;
  }
  return false;
}

async function formOf(
  file: OpenFile,
  byTab: boolean,
  question: string | undefined,
): Promise<ConllForm> {
  const layout = new ColumnCensus();
  for await (const { rows } of blocksOf(file, byTab)) layout.add(rows);
  const columns = layout.columns(question);
  const census = new TagCensus();
  for await (const { rows } of blocksOf(file, byTab)) {
    census.add(rows.map((cells) => cells.at(columns.tag) ?? ''));
  }
  return { columns, tags: census.form };
}

function columnsOf(line: string, byTab: boolean): string[] {
  return byTab ? line.trimEnd().split('\t') : line.trim().split(/ +/);
}

/** Sentences: they end at an empty or blank line, or at a document mark. */
async function* blocksOf(file: OpenFile, byTab: boolean): AsyncGenerator<Block> {
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
    if (line > last + 1 || !goesOnComment(text)) {
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
  let text = '';
  let mended = 0;
  const tokens: [number, number][] = [];
  const spans: { start: number; end: number; label: string; text: string }[] = [];
  let plain = true;
  for (const { rows, untagged } of sentences) {
    if (untagged !== undefined) {
      return { line: untagged, problem: message('interchange.noTag', {}) };
    }
    const before = tokens.length;
    const tags: Tag[] = [];
    for (const [i, cells] of rows.entries()) {
      const word = cells.at(form.columns.word) ?? '';
      const tag = cells.at(form.columns.tag) ?? '';
      const read = readTag(tag, form.tags);
      if (read === undefined) {
        return { line: line + i, problem: message('interchange.notATag', { tag }) };
      }
      plain &&= !/[ \n]/.test(word);
      tags.push(read);
      if (text !== '') text += i === 0 ? '\n' : ' ';
      tokens.push([text.length, text.length + word.length]);
      text += word;
    }
    const found = spansOf(tags, form.tags);
    mended += found.mended;
    for (const { first, last, label } of found.spans) {
      const [start, end] = [tokens[before + first]![0], tokens[before + last]![1]];
      spans.push({ start, end, label, text: text.slice(start, end) });
    }
  }
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
