import { Decompress } from 'fzstd';
import type { UnpackLimit } from './unpackLimit.ts';

/**
 * Bytes that are unpacked at once: four of them can expand to 128 KiB, so that more of them could
 * fill the memory before anybody takes what comes of them.
 */
const atOnce = 2 ** 12;

/** What a frame may refer back to, as the reference implementation has it. */
const longestWindow = 2 ** 27;

export class NotZstd extends Error {
  override readonly name = 'NotZstd';
}

/** Whether a file begins with a frame of Zstandard. */
export function isZstd(head: Uint8Array): boolean {
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
}

/**
 * Unpacks Zstandard, frame after frame; Node's own stops after the first one.
 * @throws NotZstd if it is damaged or cut short; UserError if it unpacks too far
 */
export function unpackZstd(
  limit?: UnpackLimit,
): (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* unpacked(source) {
    let ready: Uint8Array[] = [];
    let limited: Error | undefined;
    const frames = new Decompress((bytes) => {
      try {
        limit?.take(bytes.length);
      } catch (error) {
        limited = error as Error;
        throw error;
      }
      // The library goes on to use its buffer.
      ready.push(bytes.slice());
    });
    const push = (bytes: Uint8Array, last: boolean): void => {
      try {
        frames.push(bytes, last);
      } catch (error) {
        if (limited !== undefined) throw limited;
        throw new NotZstd('damaged', { cause: error });
      }
    };
    let begun = false;
    for await (const chunk of source) {
      if (!begun) requireFrame(chunk);
      begun = true;
      for (let at = 0; at < chunk.length; at += atOnce) {
        push(chunk.subarray(at, at + atOnce), false);
        yield* ready;
        ready = [];
      }
    }
    if (!begun) throw new NotZstd('empty');
    push(new Uint8Array(0), true);
    yield* ready;
  };
}

/** @throws NotZstd if this is no frame, or one that needs much memory */
function requireFrame(head: Uint8Array): void {
  if (!isZstd(head) || head.length < 6) throw new NotZstd('no frame');
  const isSingle = (head[4]! >> 5) % 2 === 1;
  // RFC 8878, 3.1.1.1.2.
  const exponent = head[5]! >> 3;
  const window = 2 ** (10 + exponent) * (1 + (head[5]! % 8) / 8);
  if (!isSingle && window > longestWindow) throw new NotZstd(`a window of ${window} bytes`);
}
