import { HumanError } from '../errors.ts';
import {
  DROPPED,
  isPunctuation,
  normaliseUncased,
  PUNCTUATION,
  SPACE,
  unitClasses,
  WORD,
} from './basicText.ts';
import { PieceTrie, WORD_REST, WORD_START } from './pieceTrie.ts';

const UNKNOWN = '[UNK]';
/** Written out in a text they stand for themselves, as in the library. */
const specials = ['[PAD]', UNKNOWN, '[CLS]', '[SEP]', '[MASK]'] as const;

/** A word of more characters is unknown as a whole. */
const LONGEST_WORD = 100;

/**
 * BERT's uncased tokenizer: the basic tokenizer, then WordPiece (Wu et al. 2016, arXiv 1609.08144), the
 * longest piece first. It gives the ids that @huggingface/tokenizers gives, without [CLS] and [SEP] around
 * them.
 */
export class WordPieceTokenizer {
  /** Ids of [PAD], [UNK], [CLS], [SEP] and [MASK], as far as the vocabulary has them: no words of a text. */
  readonly specialIds: readonly number[];
  readonly size: number;
  readonly #trie: PieceTrie;
  readonly #unknown: number;
  readonly #special: RegExp;
  readonly #idOf: ReadonlyMap<string, number>;
  readonly #classes = unitClasses();
  #ids = new Int32Array(256);
  #count = 0;

  /**
   * @param pieces the vocabulary: a piece's place is its id; "##" marks those inside a word.
   * @throws HumanError if there is no [UNK], or a piece is empty or named twice.
   */
  constructor(pieces: readonly string[]) {
    const distinct = new Set(pieces);
    if (distinct.size < pieces.length || distinct.has('') || !distinct.has(UNKNOWN)) {
      throw new HumanError(
        'The vocabulary cannot be used: each of its lines must be another piece, and one of them "[UNK]".',
      );
    }
    const present = specials.filter((special) => distinct.has(special));
    this.#idOf = new Map(present.map((special) => [special, pieces.indexOf(special)]));
    this.specialIds = [...this.#idOf.values()];
    this.size = pieces.length;
    this.#unknown = this.#idOf.get(UNKNOWN)!;
    this.#special = new RegExp(present.map((name) => `\\[${name.slice(1, -1)}\\]`).join('|'), 'g');
    this.#trie = new PieceTrie(pieces, new Set(present));
  }

  /** The ids of a text's pieces, in order; none is left out or cut off. */
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

  /** Part by part between blanks: ASCII is read where it stands, anything else is normalised before. */
  #encodeSection(text: string): void {
    const classes = this.#classes;
    for (let from = 0; from < text.length;) {
      let plain = true;
      let to = from;
      for (; to < text.length; to++) {
        const unit = text.charCodeAt(to);
        const kind = classes[unit]!;
        if (kind === SPACE) break;
        if (unit > 127 || kind === DROPPED) plain = false;
      }
      if (plain) {
        this.#encodePart(text, from, to);
      } else {
        const part = normaliseUncased(text.slice(from, to));
        this.#encodePart(part, 0, part.length);
      }
      from = to + 1;
    }
  }

  /** Words and punctuation of text[from, to). */
  #encodePart(text: string, from: number, to: number): void {
    const classes = this.#classes;
    let word = from;
    for (let i = from; i < to; i++) {
      const unit = text.charCodeAt(i);
      let kind = classes[unit]!;
      let width = 1;
      if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < to) {
        width = 2;
        if (isPunctuation(text.slice(i, i + 2))) kind = PUNCTUATION;
      }
      if (kind !== WORD && kind !== DROPPED) {
        this.#encodeWord(text, word, i);
        word = i + width;
        if (kind === PUNCTUATION) this.#encodeWord(text, i, word);
      }
      i += width - 1;
    }
    this.#encodeWord(text, word, to);
  }

  #encodeWord(text: string, from: number, to: number): void {
    if (from === to) return;
    const before = this.#count;
    if (to - from > LONGEST_WORD && [...text.slice(from, to)].length > LONGEST_WORD) {
      this.#push(this.#unknown);
      return;
    }
    for (let at = from; at < to; at = this.#trie.end) {
      const piece = this.#trie.longest(at === from ? WORD_START : WORD_REST, text, at, to);
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
