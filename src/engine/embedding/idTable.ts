import { idLength } from './embeddingFile.ts';

/** Maps 16-byte record ids to rows. Ids are hashes, so their first bytes serve as the hash key. */
export class IdTable {
  readonly #ids: Uint32Array;
  readonly #slots: Int32Array;

  /** @param ids 16 bytes per record, in row order; copied. */
  constructor(ids: Uint8Array) {
    this.#ids = wordsOf(ids);
    const rows = ids.length / idLength;
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * rows)));
    this.#slots = new Int32Array(capacity).fill(-1);
    for (let row = 0; row < rows; row++) {
      let at = this.#ids[4 * row]! & (capacity - 1);
      while (this.#slots[at]! >= 0) at = (at + 1) & (capacity - 1);
      this.#slots[at] = row;
    }
  }

  /** The row of each id; -1 if unknown. */
  rowsOf(ids: Uint8Array): Int32Array {
    const words = wordsOf(ids);
    const rows = new Int32Array(words.length / 4);
    for (let i = 0; i < rows.length; i++) rows[i] = this.#find(words, 4 * i);
    return rows;
  }

  #find(words: Uint32Array, at: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = words[at]! & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot]!;
      if (row < 0) return -1;
      const offset = 4 * row;
      if (
        this.#ids[offset] === words[at] &&
        this.#ids[offset + 1] === words[at + 1] &&
        this.#ids[offset + 2] === words[at + 2] &&
        this.#ids[offset + 3] === words[at + 3]
      ) {
        return row;
      }
    }
  }
}

function wordsOf(ids: Uint8Array): Uint32Array {
  return new Uint32Array(new Uint8Array(ids).buffer);
}
