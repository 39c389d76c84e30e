import { WordPieceTokenizer } from '../../src/core/wordpiece/wordPieceTokenizer.ts';
import { bertPieces, libraryTokenizer } from '../fixtures/embed/bertTokenizer.ts';
import { unusualTexts } from '../generators/texts/unusualTexts.ts';

const LAST_CODE_POINT = 0x10ffff;

/**
 * Compares the ids of our WordPiece tokenizer with the library's, for generated texts and for every code point: alone,
 * inside a word, and after a sigma, whose lower case depends on what follows.
 * @throws Error with the first differing text
 */
export async function reportWordPiece(count = 100_000): Promise<string> {
  const pieces = await bertPieces();
  const library = await libraryTokenizer(pieces);
  const ours = new WordPieceTokenizer(pieces);
  let ids = 0;
  const compare = (text: string): void => {
    const expected = library(text);
    const given = ours.encode(text);
    ids += given.length;
    if (given.length !== expected.length || given.some((id, i) => id !== expected[i])) {
      throw new Error(`${JSON.stringify(text)}: ${given.join(' ')}, not ${expected.join(' ')}`);
    }
  };
  for (const text of unusualTexts(count, 11, pieces)) compare(text);
  const generated = ids;
  for (let point = 0; point <= LAST_CODE_POINT; point++) {
    const character = String.fromCodePoint(point);
    compare(`${character} a${character}b Σ${character}`);
  }
  return (
    `${count.toLocaleString('en')} generated texts with ${generated.toLocaleString('en')} pieces, and each ` +
    `of ${(LAST_CODE_POINT + 1).toLocaleString('en')} code points: the ids are the library's.`
  );
}
