import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { objectOf } from './carried.ts';
import type { Fields, ReadRow } from './exchangeRow.ts';
import type { Format, OpenFile, ReadItem } from './format.ts';
import { unreadable } from './readFields.ts';
import { rowsOf } from './sourceRows.ts';

/** A row of JSON with its text in `text`. */
export interface TextRow {
  readonly row: Fields;
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** The object's JSON. */
  readonly json: string | undefined;
}

/**
 * Reads a format whose records are objects with a text.
 * @param textIn finds the text; by default in `text`
 */
export async function* readTexts(
  file: OpenFile,
  rowOf: (row: TextRow) => ReadRow | { readonly problem: Message },
  textIn: (row: Fields) => unknown = textField,
): AsyncGenerator<ReadItem> {
  for await (const { value, line, note, json } of rowsOf(file)) {
    const fault = unreadable(note);
    const row = objectOf(value);
    const text = textIn(row);
    if (fault !== undefined || typeof text !== 'string' || text.trim() === '') {
      yield { line, problem: fault ?? message('interchange.noText', { field: 'text' }) };
      continue;
    }
    const read = rowOf({ row, text, line, json });
    yield 'problem' in read ? { line, problem: read.problem } : read;
  }
}

/** Recognises a format by its first records: most have a text, and `isOne` holds for one of them. */
export function recognisesTexts(
  isOne: (row: Fields) => boolean,
  textIn: (row: Fields) => unknown = textField,
): NonNullable<Format['recognises']> {
  return ({ objects = [] }) =>
    objects.filter((row) => typeof textIn(row) === 'string').length * 2 > objects.length &&
    objects.some(isOne);
}

function textField({ text }: Fields): unknown {
  return text;
}
