import { hashString } from '../rng.ts';
import { enlarged, GrowingArray, growth } from './growingArray.ts';
import { HashSlots } from './hashSlots.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The values of the id field with their rows, as consecutive UTF-8: about 26 bytes a value plus its
 * length. A row may have several values (rows of identical text); a value has one row.
 */
export class SourceIds {
  readonly #bytes = new GrowingArray((length) => new Uint8Array(length));
  #size = 0;
  #capacity = 1024;
  #ends = new Uint32Array(this.#capacity);
  #rows = new Int32Array(this.#capacity);
  #hashes = new Uint32Array(this.#capacity);
  #shared = new Uint8Array(this.#capacity);
  readonly #slots = new HashSlots((entry) => this.#hashes[entry]!);
  #probe = '';
  #probeHash = 0;
  readonly #isProbe = (entry: number): boolean =>
    this.#hashes[entry] === this.#probeHash && this.at(entry) === this.#probe;

  get size(): number {
    return this.#size;
  }

  /** Reserves capacity for a total of `values` values. */
  reserve(values: number): void {
    if (values > this.#capacity) this.#grow(values);
    this.#slots.reserve(values);
  }

  /** The row of a value, or −1. */
  rowOf(value: string): number {
    const entry = this.#find(value);
    return entry < 0 ? -1 : this.#rows[entry]!;
  }

  /**
   * Adds a value for a row. The first row of a value wins.
   * @returns the entry of the value if it is new, or −1
   */
  add(value: string, row: number): number {
    if (this.#find(value) >= 0) return -1;
    const entry = this.#size++;
    if (entry === this.#capacity) this.#grow(Math.ceil(this.#capacity * growth));
    this.#write(value);
    this.#ends[entry] = this.#bytes.length;
    this.#rows[entry] = row;
    this.#hashes[entry] = this.#probeHash;
    this.#slots.insert(this.#probeHash, entry);
    return entry;
  }

  /** Marks a value as belonging to several records. */
  share(value: string): void {
    const entry = this.#find(value);
    if (entry >= 0) this.#shared[entry] = 1;
  }

  isShared(value: string): boolean {
    const entry = this.#find(value);
    return entry >= 0 && this.#shared[entry] === 1;
  }

  /** The value of an entry. */
  at(entry: number): string {
    const start = entry === 0 ? 0 : this.#ends[entry - 1]!;
    return decoder.decode(this.#bytes.data.subarray(start, this.#ends[entry]));
  }

  #grow(capacity: number): void {
    this.#ends = enlarged(this.#ends, this.#size, capacity);
    this.#rows = enlarged(this.#rows, this.#size, capacity);
    this.#hashes = enlarged(this.#hashes, this.#size, capacity);
    this.#shared = enlarged(this.#shared, this.#size, capacity);
    this.#capacity = capacity;
  }

  #write(value: string): void {
    const bytes = this.#bytes;
    bytes.reserve(bytes.length + 3 * value.length);
    const { data } = bytes;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 127) {
        bytes.length += encoder.encodeInto(value, data.subarray(bytes.length)).written;
        return;
      }
      // Overwritten by the encoder if a later unit is not ASCII; faster than the encoder for pure
      // ASCII.
      data[bytes.length + i] = unit;
    }
    bytes.length += value.length;
  }

  #find(value: string): number {
    this.#probe = value;
    this.#probeHash = hashString(value);
    return this.#slots.find(this.#probeHash, this.#isProbe);
  }
}
