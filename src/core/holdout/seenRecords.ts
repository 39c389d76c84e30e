import { HashSlots } from '../pool/hashSlots.ts';

/** Bytes stored per record: the first half of its id. */
export const seenBytes = 8;

const words = seenBytes / 4;

/**
 * All records that a project has ever had, which distinguishes appended rows from those already
 * assigned. The probability of a collision among a million records is about 3 · 10⁻⁸.
 */
export class SeenRecords {
  readonly #words: Uint32Array;
  readonly #slots: HashSlots;

  /** @param parts from `pack`; copied */
  constructor(parts: readonly Uint8Array[]) {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#words = new Uint32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
    this.#slots = new HashSlots((entry) => this.#words[words * entry]!);
    const size = Math.floor(bytes.length / seenBytes);
    this.#slots.reserve(size);
    for (let entry = 0; entry < size; entry++) {
      this.#slots.insert(this.#words[words * entry]!, entry);
    }
  }

  /** @param ids four words per record */
  has(ids: Uint32Array, row: number): boolean {
    const first = ids[4 * row]!;
    const second = ids[4 * row + 1]!;
    const same = (entry: number): boolean =>
      this.#words[words * entry] === first && this.#words[words * entry + 1] === second;
    return this.#slots.find(first, same) >= 0;
  }

  /** The records of these rows in the stored form. @param ids four words per record */
  static pack(ids: Uint32Array, rows: readonly number[]): Uint8Array {
    const packed = new Uint32Array(words * rows.length);
    rows.forEach((row, i) => {
      packed[words * i] = ids[4 * row]!;
      packed[words * i + 1] = ids[4 * row + 1]!;
    });
    return new Uint8Array(packed.buffer);
  }
}
