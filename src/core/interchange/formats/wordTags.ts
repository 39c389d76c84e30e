import { UserError } from '../../errors.ts';
import { message } from '../../messages/messages.ts';
import { textOf } from '../../pool/fields.ts';
import { contextOf, objectOf } from './carried.ts';
import { taggedText } from './conll/taggedText.ts';
import { TagCensus, type TagForm } from './conll/tags.ts';
import { isTag } from './conll/wordColumns.ts';
import type { Fields } from './exchangeRow.ts';
import type { OpenFile, ReadItem } from './format.ts';
import { stringsOf, unreadable } from './readFields.ts';
import { rowsOf } from './sourceRows.ts';

/** The fields of rows that are words with a tag each. */
interface WordFields {
  readonly words: string;
  readonly tags: string;
}

const wordFields = ['tokens', 'words'];
/** In the order of preference. */
const tagFields = ['ner_tags', 'ner', 'tags', 'labels'];

/** Maximum number of tags named in a message. */
const tagsNamed = 20;

/**
 * The fields of rows that are lists of words and of their tags, as in the data sets of the Hugging Face Hub
 * for finding entities: `{"tokens": ["Ada", "slept"], "ner_tags": ["B-PER", "O"]}`.
 * @param question the field with the tags, if there are several
 * @returns undefined for other rows, and for rows with a text
 */
export function wordFieldsIn(rows: readonly Fields[], question?: string): WordFields | undefined {
  if (rows.length === 0 || rows.some((row) => typeof row['text'] === 'string')) return undefined;
  const words = wordFields.find((field) => rows.every((row) => isWords(row[field])));
  if (words === undefined) return undefined;
  const named = question === undefined ? tagFields : [question];
  const tags = named.find((field) =>
    rows.every((row) =>
      isTagList(
        row[field],
        row[words] as readonly unknown[],
        question !== undefined || field.startsWith('ner'),
      ),
    ),
  );
  return tags === undefined ? undefined : { words, tags };
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string');
}

/** @param mayBeBare whether the field's name says that bare labels are not parts of speech */
function isTagList(value: unknown, words: readonly unknown[], mayBeBare: boolean): boolean {
  if (!Array.isArray(value) || value.length !== words.length) return false;
  return (value as readonly unknown[]).every((tag) =>
    typeof tag === 'string' ? mayBeBare || isTag(tag) : Number.isSafeInteger(tag),
  );
}

/**
 * Rows of words with tags; the text is the words joined by spaces. Other lists as long as the words are
 * properties of words, and are left out.
 * @throws UserError if the tags are numbers, which have no names in the file
 */
export async function* readWordTags(
  file: OpenFile,
  { words: wordField, tags: tagField }: WordFields,
): AsyncGenerator<ReadItem> {
  const form = await tagFormOf(file, tagField);
  for await (const { value, line, note } of rowsOf(file)) {
    const fault = unreadable(note);
    const { [wordField]: words, [tagField]: tagList, id, ...rest } = objectOf(value);
    if (fault !== undefined) {
      yield { line, problem: fault };
      continue;
    }
    const tags = stringsOf(tagList);
    if (!isWords(words) || tags?.length !== words.length) {
      const field = isWords(words) ? tagField : wordField;
      yield { line, problem: message('interchange.unreadableField', { field }) };
      continue;
    }
    const read = taggedText([{ words, tags }], form);
    if ('sentence' in read) {
      yield { line, problem: message('interchange.notATag', { tag: tags[read.word]! }) };
      continue;
    }
    if (read.text.trim() === '') {
      yield { line, problem: message('interchange.noText', { field: wordField }) };
      continue;
    }
    const others = Object.entries(rest).filter(
      ([, one]) => one !== null && !(Array.isArray(one) && one.length === words.length),
    );
    const name = textOf(id);
    yield {
      line,
      ...read,
      ...(name === undefined || name === '' ? {} : { id: name }),
      ...contextOf(Object.fromEntries(others)),
    };
  }
}

async function tagFormOf(file: OpenFile, field: string): Promise<TagForm> {
  const census = new TagCensus();
  const numbers = new Set<number>();
  for await (const { value } of rowsOf(file)) {
    const tags = objectOf(value)[field];
    if (!Array.isArray(tags)) continue;
    for (const tag of tags as readonly unknown[]) if (typeof tag === 'number') numbers.add(tag);
    census.add(stringsOf(tags) ?? []);
  }
  if (numbers.size === 0) return census.form;
  const named = [...numbers].sort((a, b) => a - b).slice(0, tagsNamed);
  throw new UserError(message('interchange.numberedTags', { field, numbers: named }));
}
