/**
 * An open-addressing table from 32-bit hashes to small integers: 0, 1, 2 … in order of first
 * insertion. Two arrays and linear probing; lookups allocate nothing.
 */
export class HashIndex {
  #size = 0;
  #mask: number;
  #slots: Int32Array;
  #keys: Uint32Array;

  constructor(expected = 1024) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, 2 * expected)));
    this.#mask = capacity - 1;
    this.#slots = new Int32Array(capacity).fill(-1);
    this.#keys = new Uint32Array(capacity >> 1);
  }

  get size(): number {
    return this.#size;
  }

  /** The hashes by index, as a view. */
  keys(): Uint32Array {
    return this.#keys.subarray(0, this.#size);
  }

  /** The index of a hash, or -1. */
  find(hash: number): number {
    const key = hash >>> 0;
    const slots = this.#slots;
    const keys = this.#keys;
    const mask = this.#mask;
    for (let at = key & mask; ; at = (at + 1) & mask) {
      const index = slots[at]!;
      if (index < 0 || keys[index] === key) return index;
    }
  }

  /** The index of a hash, adding it if it is new. */
  add(hash: number): number {
    const key = hash >>> 0;
    const slots = this.#slots;
    const keys = this.#keys;
    let at = key & this.#mask;
    for (; slots[at]! >= 0; at = (at + 1) & this.#mask) {
      if (keys[slots[at]!] === key) return slots[at]!;
    }
    if (this.#size === keys.length) {
      this.#grow();
      return this.add(hash);
    }
    slots[at] = this.#size;
    keys[this.#size] = key;
    return this.#size++;
  }

  #grow(): void {
    const keys = new Uint32Array(2 * this.#keys.length);
    keys.set(this.#keys);
    const capacity = 2 * keys.length;
    const slots = new Int32Array(capacity).fill(-1);
    for (let i = 0; i < this.#size; i++) {
      let at = keys[i]! & (capacity - 1);
      while (slots[at]! >= 0) at = (at + 1) & (capacity - 1);
      slots[at] = i;
    }
    this.#keys = keys;
    this.#slots = slots;
    this.#mask = capacity - 1;
  }
}
