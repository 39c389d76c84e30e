import { Decompress } from 'fzstd';
import type { UnpackLimit } from './unpackLimit.ts';
import { Xxh64 } from './xxh64.ts';
import { NotZstd, ZstdFrames } from './zstdFrames.ts';

/**
 * Compressed bytes per step: four of them can expand to 128 KiB, so a larger step could exhaust
 * memory before its output is consumed.
 */
const atOnce = 2 ** 12;

/**
 * Unpacks Zstandard, frame after frame, and compares each with its checksum; Node's own decoder
 * stops after the first one.
 * @throws NotZstd if it is damaged or truncated; UserError if it unpacks beyond the limit
 */
export function unpackZstd(
  limit?: UnpackLimit,
): (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* unpacked(source) {
    const frames = new ZstdFrames();
    let frame: Frame | undefined;
    let begun = false;
    for await (const chunk of source) {
      for (const { bytes, end } of frames.take(chunk)) {
        frame ??= new Frame(limit);
        for (let at = 0; at < bytes.length; at += atOnce) {
          yield* frame.unpack(bytes.subarray(at, at + atOnce));
        }
        if (!end) continue;
        yield* frame.end(end.checksum);
        frame = undefined;
        begun = true;
      }
    }
    if (!begun || !frames.isComplete) throw new NotZstd('cut short');
  };
}

class Frame {
  readonly #sum = new Xxh64();
  readonly #unpack: Decompress;
  #ready: Uint8Array[] = [];
  #limited: Error | undefined;

  constructor(limit: UnpackLimit | undefined) {
    this.#unpack = new Decompress((bytes) => {
      try {
        limit?.take(bytes.length);
      } catch (error) {
        this.#limited = error as Error;
        throw error;
      }
      // The library reuses its buffer.
      this.#ready.push(bytes.slice());
    });
  }

  unpack(bytes: Uint8Array, last = false): Uint8Array[] {
    try {
      this.#unpack.push(bytes, last);
    } catch (error) {
      if (this.#limited !== undefined) throw this.#limited;
      throw new NotZstd('damaged', { cause: error });
    }
    const ready = this.#ready;
    this.#ready = [];
    for (const some of ready) this.#sum.update(some);
    return ready;
  }

  /** @param checksum low half of the XXH64 of the frame's content */
  end(checksum: number | undefined): Uint8Array[] {
    const ready = this.unpack(new Uint8Array(0), true);
    if (checksum !== undefined && Number(this.#sum.digest() & 0xffffffffn) !== checksum) {
      throw new NotZstd('another checksum');
    }
    return ready;
  }
}
