import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';
import {
  DROPPED,
  isPunctuation,
  normaliseUncased,
  PUNCTUATION,
  SPACE,
  unitClasses,
} from './basicText.ts';
import { PieceTrie, WORD_REST, WORD_START } from './pieceTrie.ts';

const UNKNOWN = '[UNK]';
/** In a text they are ordinary characters, as in the library. */
const specials = ['[PAD]', UNKNOWN, '[CLS]', '[SEP]', '[MASK]'] as const;

/** A longer word is unknown as a whole. */
const LONGEST_WORD = 100;

const NOT_PLAIN = -1;

/**
 * BERT's uncased tokenizer: the basic tokenizer, then WordPiece (Wu et al. 2016, arXiv 1609.08144),
 * longest piece first. Returns the same ids as @huggingface/tokenizers, without the surrounding
 * [CLS] and [SEP].
 */
export class WordPieceTokenizer {
  /** Ids of [PAD], [UNK], [CLS], [SEP] and [MASK], if in the vocabulary: never words of a text. */
  readonly specialIds: readonly number[];
  readonly size: number;
  readonly #trie: PieceTrie;
  readonly #unknown: number;
  readonly #special: RegExp;
  readonly #idOf: ReadonlyMap<string, number>;
  readonly #classes: Uint8Array;
  /** The letters of the current word; each character takes at most two units. */
  readonly #word = new Uint16Array(2 * LONGEST_WORD);
  #ids = new Int32Array(256);
  #count = 0;

  /**
   * @param pieces the vocabulary: a piece's index is its id; "##" marks those inside a word
   * @param classes as from `unitClasses`; default: those of the Unicode version at hand
   * @throws UserError if there is no [UNK], or a piece is empty or repeated
   */
  constructor(pieces: readonly string[], classes = unitClasses()) {
    this.#classes = classes;
    const distinct = new Set(pieces);
    if (distinct.size < pieces.length || distinct.has('') || !distinct.has(UNKNOWN)) {
      throw new UserError(message('wordpiece.badVocabulary', {}));
    }
    const present = specials.filter((special) => distinct.has(special));
    this.#idOf = new Map(present.map((special) => [special, pieces.indexOf(special)]));
    this.specialIds = [...this.#idOf.values()];
    this.size = pieces.length;
    this.#unknown = this.#idOf.get(UNKNOWN)!;
    this.#special = new RegExp(present.map((name) => `\\[${name.slice(1, -1)}\\]`).join('|'), 'g');
    this.#trie = new PieceTrie(pieces, new Set(present));
  }

  /** The ids of a text's pieces, in order and complete. */
  encode(text: string): Int32Array {
    this.#count = 0;
    let from = 0;
    if (text.includes('[')) {
      for (const match of text.matchAll(this.#special)) {
        this.#encodeSection(text.slice(from, match.index));
        this.#push(this.#idOf.get(match[0])!);
        from = match.index + match[0].length;
      }
    }
    this.#encodeSection(from === 0 ? text : text.slice(from));
    return this.#ids.slice(0, this.#count);
  }

  /** Processes parts between blanks: reads ASCII in place, and normalises anything else first. */
  #encodeSection(text: string): void {
    for (let from = 0; from < text.length;) {
      const before = this.#count;
      let to = this.#encodePart(text, from, true);
      if (to === NOT_PLAIN) {
        this.#count = before;
        to = this.#endOfPart(text, from);
        this.#encodePart(normaliseUncased(text.slice(from, to)), 0, false);
      }
      from = to + 1;
    }
  }

  /** Index of the next blank, or the end. */
  #endOfPart(text: string, from: number): number {
    let to = from;
    while (to < text.length && this.#classes[text.charCodeAt(to)] !== SPACE) to++;
    return to;
  }

  /**
   * Encodes words and punctuation from an index on.
   * @param raw reads up to the next blank only; otherwise the text is normalised, and read to its
   * end
   * @returns the end, or NOT_PLAIN for raw text that has to be normalised
   */
  #encodePart(text: string, from: number, raw: boolean): number {
    const classes = this.#classes;
    const letters = this.#trie.letters;
    const word = this.#word;
    let length = 0;
    let i = from;
    for (; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const kind = classes[unit]!;
      if (raw) {
        if (kind === SPACE) break;
        if (unit > 127 || kind === DROPPED) return NOT_PLAIN;
      }
      let width = 1;
      if (kind !== SPACE && kind !== PUNCTUATION) {
        width = raw ? 0 : wideMark(text, i, unit);
        if (width === 0) {
          if (length < word.length) word[length] = letters[unit]!;
          length++;
          continue;
        }
      }
      this.#encodeWord(text, i, length);
      length = 0;
      if (kind === SPACE) continue;
      word[0] = width === 1 ? letters[unit]! : 0;
      this.#encodeWord(text, i + width, width);
      i += width - 1;
    }
    this.#encodeWord(text, i, length);
    return i;
  }

  /**
   * Encodes the word whose letters were just collected: `length` UTF-16 units that end at text[to].
   */
  #encodeWord(text: string, to: number, length: number): void {
    if (length === 0) return;
    if (length > LONGEST_WORD && [...text.slice(to - length, to)].length > LONGEST_WORD) {
      this.#push(this.#unknown);
      return;
    }
    const before = this.#count;
    for (let at = 0; at < length; at = this.#trie.end) {
      const root = at === 0 ? WORD_START : WORD_REST;
      const piece = this.#trie.longest(root, this.#word, at, length);
      if (piece < 0) {
        this.#count = before;
        this.#push(this.#unknown);
        return;
      }
      this.#push(piece);
    }
  }

  #push(id: number): void {
    if (this.#count === this.#ids.length) {
      const wider = new Int32Array(2 * this.#ids.length);
      wider.set(this.#ids);
      this.#ids = wider;
    }
    this.#ids[this.#count++] = id;
  }
}

/** 2 if a punctuation mark beyond the first plane (two units) begins here; otherwise 0. */
function wideMark(text: string, at: number, unit: number): 0 | 2 {
  const wide = unit >= 0xd800 && unit < 0xdc00 && isPunctuation(text.slice(at, at + 2));
  return wide ? 2 : 0;
}
