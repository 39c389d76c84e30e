/**
 * A hash table of row numbers with open addressing: 4 bytes a slot, load factor at most two thirds.
 */
export class HashSlots {
  #slots = new Int32Array(2048).fill(-1);
  #used = 0;
  readonly #hashOf: (entry: number) => number;

  /** @param hashOf the 32-bit hash of an entry in the table; used for rehashing */
  constructor(hashOf: (entry: number) => number) {
    this.#hashOf = hashOf;
  }

  /** The first entry with this hash for which `same` holds, or −1. */
  find(hash: number, same: (entry: number) => boolean): number {
    const mask = this.#slots.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = this.#slots[at]!;
      if (entry < 0 || same(entry)) return entry;
    }
  }

  /** Adds an entry that `find` did not find. */
  insert(hash: number, entry: number): void {
    this.reserve(this.#used + 1);
    this.#place(hash, entry);
    this.#used++;
  }

  /** Reserves capacity for a total of `entries` entries. */
  reserve(entries: number): void {
    let length = this.#slots.length;
    while (3 * entries > 2 * length) length *= 2;
    if (length > this.#slots.length) this.#resize(length);
  }

  #place(hash: number, entry: number): void {
    const mask = this.#slots.length - 1;
    let at = hash & mask;
    while (this.#slots[at]! >= 0) at = (at + 1) & mask;
    this.#slots[at] = entry;
  }

  #resize(length: number): void {
    const old = this.#slots;
    this.#slots = new Int32Array(length).fill(-1);
    for (const entry of old) if (entry >= 0) this.#place(this.#hashOf(entry), entry);
  }
}
