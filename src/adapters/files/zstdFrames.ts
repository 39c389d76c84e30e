/** Maximum window size in bytes, as in the reference implementation. */
const longestWindow = 2 ** 27;

export class NotZstd extends Error {
  override readonly name = 'NotZstd';
}

/** Whether a file begins with a Zstandard frame, or a skippable one, as parallel tools write. */
export function isZstd(head: Uint8Array): boolean {
  const begin = head.length < 4 ? 0 : uint(head.subarray(0, 4));
  return begin === MAGIC || isSkippable(begin);
}

const MAGIC = 0xfd2fb528;
const isSkippable = (magic: number): boolean => magic >= 0x184d2a50 && magic <= 0x184d2a5f;

/** Bytes of a frame. */
export interface FramePiece {
  readonly bytes: Uint8Array;
  /** After the frame's last bytes; `checksum`: the low half of the XXH64 of its content. */
  readonly end?: { readonly checksum?: number };
}

/** The parts of a frame, RFC 8878, 3.1. */
type Part =
  'magic' | 'skipped size' | 'skipped' | 'descriptor' | 'header' | 'block' | 'body' | 'sum';

/** Splits a Zstandard stream into frames and leaves out skippable ones. */
export class ZstdFrames {
  #part: Part = 'magic';
  #left = 4;
  /** Bytes of the current part, unless it is a body or skipped. */
  #small: number[] = [];
  #isSingle = false;
  #hasChecksum = false;
  #isLast = false;

  /** Whether the bytes so far are whole frames. */
  get isComplete(): boolean {
    return this.#part === 'magic' && this.#small.length === 0;
  }

  /** @throws NotZstd if this is no frame, or its window is too large */
  *take(chunk: Uint8Array): Generator<FramePiece> {
    let from = 0;
    for (let at = 0; at < chunk.length;) {
      const part = this.#part;
      const taken = chunk.subarray(at, at + this.#left);
      const isWide = part === 'skipped' || part === 'body';
      if (!isWide) this.#small.push(...taken);
      at += taken.length;
      this.#left -= taken.length;
      if (this.#left > 0) break;
      const said = this.#small;
      this.#small = [];
      this.#next(said);
      if (part === 'magic') {
        // The magic number may have begun in the previous chunk.
        if (this.#part === 'descriptor') yield { bytes: Uint8Array.from(said) };
        from = at;
      } else if (part.startsWith('skipped')) from = at;
      else if (this.#part === 'magic') {
        const end = part === 'sum' ? { checksum: uint(said) } : {};
        yield { bytes: chunk.subarray(from, at), end };
        from = at;
      }
    }
    const isInFrame = this.#part !== 'magic' && !this.#part.startsWith('skipped');
    if (isInFrame && from < chunk.length) yield { bytes: chunk.subarray(from) };
  }

  /** @param said the bytes of the part that has ended */
  #next(said: readonly number[]): void {
    switch (this.#part) {
      case 'magic':
        if (isSkippable(uint(said))) return this.#expect('skipped size', 4);
        if (uint(said) !== MAGIC) throw new NotZstd('no frame');
        return this.#expect('descriptor', 1);
      case 'skipped size':
        return this.#expect('skipped', uint(said));
      case 'descriptor':
        return this.#describe(said[0]!);
      case 'header':
        this.#limitWindow(said[0]!);
        return this.#expect('block', 3);
      case 'block':
        return this.#open(uint(said));
      case 'body':
        if (!this.#isLast) return this.#expect('block', 3);
        return this.#hasChecksum ? this.#expect('sum', 4) : this.#expect('magic', 4);
      case 'skipped':
      case 'sum':
        this.#expect('magic', 4);
    }
  }

  #describe(descriptor: number): void {
    this.#isSingle = (descriptor >> 5) % 2 === 1;
    this.#hasChecksum = (descriptor >> 2) % 2 === 1;
    const ofSize = [this.#isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
    const ofDictionary = [0, 1, 2, 4][descriptor % 4]!;
    this.#expect('header', (this.#isSingle ? 0 : 1) + ofDictionary + ofSize);
  }

  #limitWindow(byte: number): void {
    const window = 2 ** (10 + (byte >> 3)) * (1 + (byte % 8) / 8);
    if (!this.#isSingle && window > longestWindow) {
      throw new NotZstd(`a window of ${window} bytes`);
    }
  }

  #open(header: number): void {
    this.#isLast = header % 2 === 1;
    const type = (header >> 1) % 4;
    if (type === 3) throw new NotZstd('a reserved block');
    this.#expect('body', type === 1 ? 1 : header >> 3);
  }

  #expect(part: Part, length: number): void {
    this.#part = part;
    this.#left = length;
    // An empty part ends at once.
    if (length === 0) this.#next([]);
  }
}

/** A little-endian number of at most four bytes. */
function uint(bytes: ArrayLike<number>): number {
  return Array.from(bytes).reduceRight((value, byte) => value * 256 + byte, 0);
}
