type Numbers =
  | Uint8Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/**
 * Growth factor of arrays: doubling the arrays of a million records would waste too much memory.
 */
export const growth = 1.5;

/**
 * A typed array that grows as values are pushed. Growing replaces `data`: do not keep references to
 * it.
 */
export class GrowingArray<T extends Numbers> {
  data: T;
  length = 0;

  constructor(make: (length: number) => T, capacity = 1024) {
    this.data = make(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(this.length + 1);
    this.data[this.length++] = value;
  }

  /** Grows to a total capacity of `capacity` values. */
  reserve(capacity: number): void {
    if (capacity <= this.data.length) return;
    const length = Math.max(capacity, Math.ceil(this.data.length * growth));
    this.data = enlarged(this.data, this.length, length);
  }
}

/**
 * An array of `length` numbers with the first `used` copied; the untouched rest takes no memory.
 */
export function enlarged<T extends Numbers>(data: T, used: number, length: number): T {
  const more = new (data.constructor as new (length: number) => T)(length);
  more.set(data.subarray(0, used));
  return more;
}
