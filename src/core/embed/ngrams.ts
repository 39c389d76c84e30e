import { characterClasses, IDEOGRAPH, SPACE } from './characters.ts';

/** The n-grams used as features: word n-grams of 1…words; character n-grams of charMin…charMax. */
export interface NgramRange {
  readonly words: 1 | 2;
  /** 1, 2 or 3. */
  readonly charMin: number;
  /** 0 for no character n-grams. */
  readonly charMax: number;
}

/**
 * The hashes of one text's n-grams, with repetitions: words in `hashes[0 … words)`, characters in
 * `hashes[words … size)`.
 */
export interface Ngrams {
  readonly hashes: Uint32Array;
  readonly words: number;
  readonly size: number;
}

const BLANK = 32;

/**
 * Hashes the n-grams of a text to 32 bits without creating strings.
 *
 * Tokens are runs of word characters, runs of symbols, and single characters of scripts without
 * spaces. Character n-grams stay inside a stretch between white space, padded with one space on
 * either side, like scikit-learn's `char_wb`. The last bit of a hash distinguishes the two kinds.
 */
export class NgramHasher {
  readonly #range: NgramRange;
  readonly #classes: Uint8Array;
  #units = new Uint16Array(1024);
  #hashes = new Uint32Array(4096);

  /**
   * @param classes as from `characterClasses`; default: those of the Unicode version at hand
   * @throws RangeError if the range is not allowed
   */
  constructor(range: NgramRange, classes = characterClasses()) {
    const { charMin, charMax } = range;
    if (!(charMin >= 1 && charMin <= 3 && (charMax === 0 || charMax >= charMin))) {
      throw new RangeError(`n-grams: no character n-grams of ${charMin} to ${charMax}`);
    }
    this.#range = range;
    this.#classes = classes;
  }

  /** @returns views that the next call overwrites */
  hash(text: string): Ngrams {
    const prepared = prepareText(text);
    this.#load(prepared);
    const words = this.#hashWords(prepared.length);
    const size = this.#range.charMax ? this.#hashCharacters(prepared.length, words) : words;
    return { hashes: this.#hashes, words, size };
  }

  /**
   * Stores the units at 1 … length, padded with a space on both sides, and reserves space for every
   * n-gram.
   */
  #load(text: string): void {
    const { charMin, charMax, words } = this.#range;
    if (this.#units.length < text.length + 2) this.#units = new Uint16Array(2 * text.length + 2);
    // With its padding, a stretch of one character grows to three, hence the factor 3.
    const maxCount = text.length * (words + 3 * (charMax ? charMax - charMin + 1 : 0));
    if (this.#hashes.length < maxCount) this.#hashes = new Uint32Array(2 * maxCount);
    const units = this.#units;
    const classes = this.#classes;
    units[0] = BLANK;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      units[i + 1] = classes[unit] === SPACE ? BLANK : unit;
    }
    units[text.length + 1] = BLANK;
  }

  #hashWords(length: number): number {
    const units = this.#units;
    const classes = this.#classes;
    const hashes = this.#hashes;
    const pairs = this.#range.words === 2;
    let size = 0;
    let previous = 0;
    for (let i = 1; i <= length;) {
      const kind = classes[units[i]!]!;
      if (kind === SPACE) {
        i++;
        continue;
      }
      let h = 0x811c9dc5;
      do h = Math.imul(h ^ units[i++]!, 0x01000193);
      while (kind !== IDEOGRAPH && i <= length && classes[units[i]!] === kind);
      const token = finish(h) | 1;
      hashes[size++] = token;
      if (pairs && previous !== 0)
        hashes[size++] = finish(Math.imul(previous, 0x9e3779b1) ^ token) | 1;
      previous = token;
    }
    return size;
  }

  #hashCharacters(length: number, begin: number): number {
    const units = this.#units;
    const hashes = this.#hashes;
    const { charMin, charMax } = this.#range;
    let size = begin;
    for (let start = 1; start <= length;) {
      if (units[start] === BLANK) {
        start++;
        continue;
      }
      let end = start;
      while (units[end] !== BLANK) end++;
      for (let i = start - 1; i <= end; i++) {
        let h = 0x2f0b4f63;
        const last = Math.min(i + charMax, end + 1);
        for (let j = i; j < last; j++) {
          h = Math.imul(h ^ units[j]!, 0x01000193);
          if (j - i + 1 >= charMin) hashes[size++] = finish(h) & ~1;
        }
      }
      start = end + 1;
    }
    return size;
  }
}

/** Mixes the bits: FNV alone leaves the high bits of short strings nearly constant. */
function finish(h: number): number {
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return h ^ (h >>> 16);
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Lower case, NFC, with the common HTML entities decoded. */
export function prepareText(text: string): string {
  let prepared = text;
  if (prepared.includes('&')) {
    prepared = prepared.replace(
      /&(?:#(\d{1,6})|([a-z]{2,4}));/g,
      (whole, code: string, name: string) =>
        code ? String.fromCodePoint(Number(code)) : (entities[name] ?? whole),
    );
  }
  return prepared.normalize('NFC').toLowerCase();
}
