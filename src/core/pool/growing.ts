type Numbers =
  | Uint8Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** A typed array that grows as values are pushed. `data` is replaced when it grows: do not hold on to it. */
export class Growing<T extends Numbers> {
  data: T;
  length = 0;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T, capacity = 1024) {
    this.#make = make;
    this.data = make(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(this.length + 1);
    this.data[this.length++] = value;
  }

  /** Makes room for `capacity` values in all. */
  reserve(capacity: number): void {
    if (capacity <= this.data.length) return;
    // By half as much again: a doubling of a million records' arrays would be felt.
    const grown = this.#make(Math.max(capacity, Math.ceil(this.data.length * 1.5)));
    // What was reserved and never used stays untouched, so that it takes no memory.
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }
}
