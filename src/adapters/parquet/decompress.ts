import * as zlib from 'node:zlib';
import type { CompressionCodec } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { UnreadableError } from './unreadable.ts';

type Decompress = (input: Uint8Array, length: number) => Uint8Array;

/** Node's own decompressors if available: these stop at the length that the page declares. */
const decompressors: Readonly<Partial<Record<CompressionCodec, Decompress>>> = {
  UNCOMPRESSED: (input) => input,
  SNAPPY: compressors.SNAPPY!,
  LZ4: compressors.LZ4!,
  LZ4_RAW: compressors.LZ4_RAW!,
  GZIP: (input, length) => zlib.gunzipSync(input, { maxOutputLength: length }),
  BROTLI: (input, length) => zlib.brotliDecompressSync(input, { maxOutputLength: length }),
  // Node has Zstandard from 22.15 on.
  ZSTD: (input, length) =>
    typeof zlib.zstdDecompressSync === 'function'
      ? zlib.zstdDecompressSync(input, { maxOutputLength: length })
      : compressors.ZSTD!(input, length),
};

/** These allocate the declared length at once, so its ratio to the input is limited. */
const reserving: readonly CompressionCodec[] = ['SNAPPY', 'LZ4', 'LZ4_RAW'];
const mostTimes = 256;

export function isKnownCodec(codec: CompressionCodec): boolean {
  return decompressors[codec] !== undefined;
}

/** @throws Unreadable if it does not decompress to exactly this length */
export function decompress(codec: CompressionCodec, input: Uint8Array, length: number): Uint8Array {
  if (length === 0) return new Uint8Array(0);
  if (reserving.includes(codec) && length > mostTimes * input.length) {
    throw new UnreadableError(`${input.length} bytes that unpack to ${length}`);
  }
  const bytes = decompressors[codec]!(input, length);
  if (bytes.length !== length) throw new UnreadableError('a page has another length than declared');
  return bytes;
}
