import type { Message } from '../../messages/message.ts';
import type { Doubt } from '../../messages/readingMessages.ts';
import { paramsOf } from '../../messages/messages.ts';
import type { Delimiter } from '../poolSpec.ts';

/** A reason for not being sure, with the command-line option that settles it. */
export function withOption(why: Message): Doubt {
  const option = optionFor(why);
  return { why, ...(option !== undefined && { option }) };
}

function optionFor(why: Message): string | undefined {
  const columns =
    paramsOf(why, 'reading.evenColumns') ??
    paramsOf(why, 'reading.unevenColumns') ??
    paramsOf(why, 'reading.otherDelimiter');
  if (columns) return `--delimiter ${spelled(columns.delimiter)}`;
  const sheet = paramsOf(why, 'reading.otherSheet')?.sheet;
  if (sheet !== undefined) return `--sheet "${sheet}"`;
  const encoding = paramsOf(why, 'reading.otherEncoding')?.encoding;
  if (encoding !== undefined) return `--encoding ${encoding}`;
  const word = paramsOf(why, 'reading.textIsMark')?.word;
  if (word !== undefined) return `--missing ${/^\w+$/.test(word) ? word : `"${word}"`}`;
  return Object.hasOwn(options, why.code) ? options[why.code] : undefined;
}

const options: Readonly<Record<string, string>> = {
  'reading.firstRowIsRecord': '--no-header',
  'reading.firstRowIsHeader': '--header',
  'reading.quotesAreText': '--no-quotes',
  'reading.notUtf8': '--encoding NAME',
  'reading.damagedUtf8': '--encoding utf-8',
};

/** A spelling that works in any shell. */
function spelled(delimiter: Delimiter): string {
  return delimiter === '\t' ? 'tab' : `"${delimiter}"`;
}
