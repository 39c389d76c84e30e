/**
 * Seeded random numbers: xoshiro128** (Blackman & Vigna, 2018), seeded through splitmix32. The only
 * source of randomness in the core; the same seed gives the same draws on every platform.
 */
export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed any finite number; only its integer part modulo 2^32 is used */
  constructor(seed: number) {
    let state = Math.trunc(seed) >>> 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let z = state ^ (state >>> 16);
      z = Math.imul(z, 0x21f0aaad);
      z ^= z >>> 15;
      z = Math.imul(z, 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1;
  }

  /** A uniform integer in [0, 2^32). */
  uint32(): number {
    const x = Math.imul(this.#b, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** A uniform number in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992;
  }

  /**
   * A uniform integer in [0, n).
   * @throws RangeError unless n is a positive integer up to 2^53
   */
  integer(n: number): number {
    if (!(Number.isSafeInteger(n) && n > 0))
      throw new RangeError(`integer(n): n must be a positive integer, got ${n}`);
    return Math.floor(this.uniform() * n);
  }

  /** A standard normal number (Box–Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A standard Gumbel number, −ln(−ln u): the key of Gumbel top-k sampling. */
  gumbel(): number {
    return -Math.log(-Math.log(1 - this.uniform()));
  }

  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
    return items;
  }

  /** k distinct integers of [0, n) in random order; all n, shuffled, when k ≥ n. */
  sample(n: number, k: number): Int32Array {
    const chosen = new Int32Array(Math.min(k, n));
    const moved = new Map<number, number>();
    for (let i = 0; i < chosen.length; i++) {
      const j = i + this.integer(n - i);
      chosen[i] = moved.get(j) ?? j;
      moved.set(j, moved.get(i) ?? i);
    }
    return chosen;
  }

  /** An independent generator for a named purpose; draws for one purpose never shift another's. */
  fork(purpose: string): Rng {
    return new Rng(hashString(purpose, this.uint32()));
  }
}

/**
 * A 32-bit hash of a string's UTF-16 units (FNV-1a with a final avalanche), for seeds and
 * tie-breaking.
 */
export function hashString(text: string, seed = 0): number {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
