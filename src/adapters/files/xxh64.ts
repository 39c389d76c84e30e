/** A 64-bit number in two halves. */
interface Halves {
  low: number;
  high: number;
}

const halves = (value: bigint): Readonly<Halves> => ({
  low: Number(value & 0xffffffffn) | 0,
  high: Number(value >> 32n) | 0,
});

const prime1 = 0x9e3779b185ebca87n;
const prime2 = 0xc2b2ae3d27d4eb4fn;
const prime3 = 0x165667b19e3779f9n;
const prime4 = 0x85ebca77c2b2ae63n;
const prime5 = 0x27d4eb2f165667c5n;
const [one, two] = [halves(prime1), halves(prime2)];
const stripe = 32;

/**
 * Streaming XXH64 with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md): the checksum of
 * Zstandard. Lanes are pairs of 32-bit numbers, several times faster than BigInt.
 */
export class Xxh64 {
  readonly #lanes: Halves[] = [prime1 + prime2, prime2, 0n, -prime1].map((lane) => ({
    ...halves(BigInt.asUintN(64, lane)),
  }));
  readonly #rest = new Uint8Array(stripe);
  #kept = 0;
  #length = 0;

  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#kept > 0) {
      at = Math.min(stripe - this.#kept, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#kept);
      this.#kept += at;
      if (this.#kept < stripe) return;
      this.#take(this.#rest, 0);
      this.#kept = 0;
    }
    for (; at + stripe <= bytes.length; at += stripe) this.#take(bytes, at);
    this.#rest.set(bytes.subarray(at), 0);
    this.#kept = bytes.length - at;
  }

  digest(): bigint {
    const lanes = this.#lanes.map(
      ({ low, high }) => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0),
    );
    let hash = prime5;
    if (this.#length >= stripe) {
      const turns = [1n, 7n, 12n, 18n];
      hash = wrapped(lanes.reduce((sum, lane, i) => sum + turned(lane, turns[i]!), 0n));
      for (const lane of lanes) hash = wrapped((hash ^ round(0n, lane)) * prime1 + prime4);
    }
    hash = wrapped(hash + BigInt(this.#length));
    const view = new DataView(this.#rest.buffer, 0, this.#kept);
    let at = 0;
    for (; at + 8 <= this.#kept; at += 8) {
      const mixed = hash ^ round(0n, view.getBigUint64(at, true));
      hash = wrapped(turned(mixed, 27n) * prime1 + prime4);
    }
    for (; at + 4 <= this.#kept; at += 4) {
      const mixed = hash ^ wrapped(BigInt(view.getUint32(at, true)) * prime1);
      hash = wrapped(turned(mixed, 23n) * prime2 + prime3);
    }
    for (; at < this.#kept; at++) {
      const mixed = hash ^ wrapped(BigInt(view.getUint8(at)) * prime5);
      hash = wrapped(turned(mixed, 11n) * prime1);
    }
    hash = wrapped((hash ^ (hash >> 33n)) * prime2);
    hash = wrapped((hash ^ (hash >> 29n)) * prime3);
    return hash ^ (hash >> 32n);
  }

  #take(bytes: Uint8Array, at: number): void {
    for (let i = 0; i < 4; i++) {
      const from = at + 8 * i;
      const lane = this.#lanes[i]!;
      multiplied(word(bytes, from), word(bytes, from + 4), two, product);
      const low = (lane.low >>> 0) + (product.low >>> 0);
      const high = lane.high + product.high + (low > 0xffffffff ? 1 : 0);
      // Rotated left by 31.
      multiplied((low << 31) | (high >>> 1), (high << 31) | ((low >>> 1) & 0x7fffffff), one, lane);
    }
  }
}

const product: Halves = { low: 0, high: 0 };

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** low and high · by, modulo 2⁶⁴. */
function multiplied(low: number, high: number, by: Readonly<Halves>, to: Halves): void {
  const [a, b, c, d] = [low & 0xffff, low >>> 16, by.low & 0xffff, by.low >>> 16];
  const middle = b * c + ((a * c) >>> 16);
  const carried = a * d + (middle & 0xffff);
  const above = b * d + Math.floor(middle / 65536) + Math.floor(carried / 65536);
  to.low = Math.imul(low, by.low);
  to.high = (above + Math.imul(low, by.high) + Math.imul(high, by.low)) | 0;
}

const wrapped = (value: bigint): bigint => BigInt.asUintN(64, value);
const turned = (value: bigint, by: bigint): bigint =>
  wrapped((value << by) | (value >> (64n - by)));
const round = (lane: bigint, input: bigint): bigint =>
  wrapped(turned(wrapped(lane + input * prime2), 31n) * prime1);
