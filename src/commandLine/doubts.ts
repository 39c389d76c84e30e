import type { Message } from '../core/messages/message.ts';
import { message, paramsOf } from '../core/messages/messages.ts';
import type { Delimiter } from '../core/pool/poolSpec.ts';

/**
 * What is said of a file that may be meant in another way than it is read, and how to say which.
 * @param doubts reasons for not being sure
 */
export function doubtsSaid(file: string, doubts: readonly Message[] = []): Message[] {
  return doubts.length === 0
    ? []
    : [message('reading.notSure', { file, doubts: doubts.map(withOption) })];
}

/**
 * What is said of a file's encoding.
 * @param damaged number of texts with characters that it does not have
 * @param guessed the encoding, if the bytes allow others
 */
export function encodingSaid(file: string, damaged: number, guessed?: string): Message[] {
  return [
    ...(guessed === undefined
      ? []
      : [message('interchange.encodingGuessed', { encoding: guessed })]),
    ...(damaged > 0 ? [message('interchange.damaged', { file, count: damaged })] : []),
  ];
}

/** A doubt with the option that settles it. */
export function withOption(why: Message): { readonly why: Message; readonly option?: string } {
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
  return Object.hasOwn(options, why.code) ? options[why.code] : undefined;
}

const options: Readonly<Record<string, string>> = {
  'reading.firstRowIsRecord': '--no-header',
  'reading.firstRowIsHeader': '--header',
  'reading.quotesAreText': '--no-quotes',
  'reading.notUtf8': '--encoding NAME',
  'reading.damagedUtf8': '--encoding utf-8',
};

/** As it can be typed into any shell. */
function spelled(delimiter: Delimiter): string {
  return delimiter === '\t' ? 'tab' : `"${delimiter}"`;
}
