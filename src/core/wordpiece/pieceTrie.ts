import { HashIndex } from '../embed/hashIndex.ts';

/** Where the pieces that begin a word start, and those that go on with one. */
export const WORD_START = 0;
export const WORD_REST = 1;
const ROOTS = 2;
const CONTINUES = '##';

/**
 * The pieces as a trie over UTF-16 units, so that the longest piece at a place is found in one walk. Its
 * branches are one hash table from (node, letter) to node.
 */
export class PieceTrie {
  /** The piece that ends at a node, or -1. */
  readonly #piece: Int32Array;
  /** Letters of the vocabulary, from 1; 0 is every other unit. Capitals of ASCII are their small letters. */
  readonly #letters = new Uint16Array(65536);
  readonly #base: number;
  readonly #branches: HashIndex;
  /** Where the piece found last ends. */
  end = 0;

  /** @param pieces by their ids; those that `left` names are no part of any word. */
  constructor(pieces: readonly string[], left: ReadonlySet<string>) {
    let letters = 0;
    let units = 0;
    for (const piece of pieces) {
      units += piece.length;
      for (let i = 0; i < piece.length; i++) {
        const unit = piece.charCodeAt(i);
        if (this.#letters[unit] === 0) this.#letters[unit] = ++letters;
      }
    }
    this.#base = letters + 1;
    this.#branches = new HashIndex(units);
    this.#piece = new Int32Array(ROOTS + units).fill(-1);
    pieces.forEach((piece, id) => {
      if (!left.has(piece)) this.#piece[this.#grow(piece)] = id;
    });
    for (let unit = 65; unit <= 90; unit++) this.#letters[unit] = this.#letters[unit + 32]!;
  }

  #grow(piece: string): number {
    const continues = piece.length > CONTINUES.length && piece.startsWith(CONTINUES);
    let node = continues ? WORD_REST : WORD_START;
    for (let i = continues ? CONTINUES.length : 0; i < piece.length; i++) {
      const letter = this.#letters[piece.charCodeAt(i)]!;
      node = ROOTS + this.#branches.add(this.#key(node, letter));
    }
    return node;
  }

  /** Distinct for distinct pairs, as the factor is odd, and spread over the table. */
  #key(node: number, letter: number): number {
    return Math.imul(node * this.#base + letter, 0x9e3779b1);
  }

  /**
   * The longest piece that text[from, to) begins with, or -1; `end` says where it ends.
   * @param root WORD_START or WORD_REST
   */
  longest(root: number, text: string, from: number, to: number): number {
    let node = root;
    let found = -1;
    for (let i = from; i < to; i++) {
      const letter = this.#letters[text.charCodeAt(i)]!;
      if (letter === 0) break;
      const branch = this.#branches.find(this.#key(node, letter));
      if (branch < 0) break;
      node = ROOTS + branch;
      const piece = this.#piece[node]!;
      if (piece >= 0) {
        found = piece;
        this.end = i + 1;
      }
    }
    return found;
  }
}
