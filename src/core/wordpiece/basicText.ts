/** Part of a word. */
const WORD = 0;
/** Ends a word. */
export const SPACE = 1;
/** A separate piece: "don't" is don, ', t. */
export const PUNCTUATION = 2;
/** Removed without a gap: controls, zero-width characters, private use. */
export const DROPPED = 3;

let table: Uint8Array | undefined;

/**
 * The class of each of the 65,536 UTF-16 units in BERT's basic tokenizer; surrogates count as parts
 * of words, and `isPunctuation` decides about their code points.
 */
export function unitClasses(): Uint8Array {
  if (table) return table;
  table = new Uint8Array(65536);
  for (let unit = 0; unit < 65536; unit++) {
    const character = String.fromCharCode(unit);
    if ('\t\n\r'.includes(character)) table[unit] = SPACE;
    else if (unit >= 0xd800 && unit <= 0xdfff) table[unit] = WORD;
    else if (unit === 0xfffd || /[\p{Cc}\p{Cf}\p{Co}]/u.test(character)) table[unit] = DROPPED;
    else if (/\s/.test(character)) table[unit] = SPACE;
    else if (isPunctuation(character)) table[unit] = PUNCTUATION;
  }
  return table;
}

/**
 * Includes every ASCII symbol, even those that are not punctuation in Unicode, such as "$" and "+".
 */
export function isPunctuation(character: string): boolean {
  return /^[\p{P}!-/:-@[-`{-~]$/u.test(character);
}

const dropped = /[\ufffd\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;
/** In UTF-16 units: ideographs beyond the first plane are not split, as in the library. */
const ideographs = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/g;

/**
 * Normalises a part of a text without blanks like BERT's uncased tokenizer: removes dropped
 * characters, puts blanks around ideographs, lower-cases, strips accents (Devlin et al. 2019, arXiv
 * 1810.04805, and its code).
 */
export function normaliseUncased(part: string): string {
  return part
    .replace(dropped, '')
    .replace(ideographs, ' $& ')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '');
}
