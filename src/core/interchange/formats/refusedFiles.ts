import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import type { FormatName, Sample } from './format.ts';
import { isLighttagAnnotations } from './lighttag.ts';
import { isOldSpacy } from './spacy.ts';

/**
 * Why a file that holds nothing to read as a label is refused, and what to do instead.
 * @param from the format that the user names
 * @returns undefined for any other file
 */
export function refusalOf(
  file: string,
  sample: Sample,
  from: FormatName | undefined,
): Message | undefined {
  if ((from === undefined || from === 'conll') && isConllU(sample)) {
    return message('interchange.conllU', { file });
  }
  if (from !== undefined) return undefined;
  if (isOldSpacy(sample)) return message('interchange.oldSpacy', { file });
  return isLighttagAnnotations(sample)
    ? message('interchange.lighttagAnnotations', { file })
    : undefined;
}

/**
 * Ten columns per word: its number, the word, lemma, parts of speech, features, head, relation, dependencies
 * and a column for anything else. See https://universaldependencies.org/format.html.
 */
function isConllU({ lines }: Sample): boolean {
  const words = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return words.length > 0 && words.every(isConllUWord);
}

function isConllUWord(line: string): boolean {
  const cells = line.split('\t');
  return cells.length === 10 && /^\d+([-.]\d+)?$/.test(cells[0]!) && /^(\d+|_)$/.test(cells[6]!);
}
