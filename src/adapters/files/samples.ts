import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { message } from '../../core/messages/messages.ts';
import { UserError } from '../../core/errors.ts';
import type { FileSamples } from '../../core/pool/reading/reading.ts';
import type { TableKind } from '../../core/pool/tableKind.ts';
import type { TableReaders } from '../../core/pool/tableReader.ts';
import { closeStream } from './closeStream.ts';
import { fileError } from './fileError.ts';
import { UnpackLimit } from './unpackLimit.ts';
import { unpackZstd } from './unpackZstd.ts';
import { isZstd, NotZstd } from './zstdFrames.ts';

/** Enough to detect a file's format and the content of its fields. */
const sampleBytes = 256 * 1024;

/** The longest row, with some space for what precedes it. */
const longestHead = 17 * 2 ** 20;

/** Compressed files up to this size are inflated completely for samples. */
const maxInflatedBytes = 64 * 2 ** 20;

export interface SampleOptions {
  readonly location: string;
  /** Path in problem reports; default: its location. */
  readonly path?: string;
  /** Reads only the beginning: enough for a file's format, not for the content of its fields. */
  readonly headOnly?: boolean;
  /** Bytes that a compressed file may unpack to; by default 200 times its size, 4 GB at most. */
  readonly maxUnpacked?: number;
  /** Sheet of a workbook; default: the first visible one with a table. */
  readonly sheet?: string | undefined;
  /** Without them, tables cannot be distinguished from other binary files. */
  readonly tables?: TableReaders;
}

/**
 * Reads samples from a file's beginning, middle and end; inflates data with a gzip header.
 * @throws UserError if it cannot be read.
 */
export async function readSamples(options: SampleOptions): Promise<FileSamples> {
  const { location, path = location, headOnly = false, maxUnpacked, tables, sheet } = options;
  try {
    const stats = await stat(location);
    if (!stats.isFile()) throw new UserError(message('file.notAFile', { path }));
    const file = await open(location, 'r');
    try {
      const piece = async (offset: number, length = sampleBytes): Promise<Uint8Array> => {
        const bytes = new Uint8Array(Math.min(length, stats.size - offset));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
        return bytes.subarray(0, bytesRead);
      };
      const head = await piece(0);
      const table = tableIn(path, head);
      if (table !== undefined && tables) {
        const reader = await tables[table]();
        return await reader.samples(
          { location, path, ...(sheet !== undefined && { sheet }) },
          sampleBytes,
        );
      }
      const gzip = head[0] === 0x1f && head[1] === 0x8b;
      if (gzip || isZstd(head)) {
        const deep = !headOnly && stats.size <= maxInflatedBytes;
        const limit = new UnpackLimit(path, stats.size, maxUnpacked);
        const packed = createReadStream(location);
        try {
          // Only gzip files store their unpacked size.
          const middle = gzip && deep ? (await inflatedSize(location)) / 2 : Infinity;
          const inflated = gzip ? gunzipped(packed) : unpackZstd()(packed);
          const found = await inflatedSamples(inflated, { path, deep, middle, limit });
          return { ...found, ...(gzip ? { gzip } : { zstd: true }) };
        } finally {
          await closeStream(packed);
        }
      }
      let first = head;
      const isNamedLines = /\.(jsonl|ndjson)$/i.test(path);
      while (
        first.length < Math.min(stats.size, longestHead) &&
        isWithinObject(first, isNamedLines)
      ) {
        const longer = await piece(0, Math.min(4 * first.length, longestHead));
        // Another program has just made the file shorter.
        if (longer.length <= first.length) break;
        first = longer;
      }
      if (stats.size <= first.length) return { head: first };
      // UTF-16 has two-byte units.
      const even = (offset: number): number => offset + (offset % 2);
      const tail = await piece(even(Math.max(first.length, stats.size - sampleBytes)));
      const half = Math.floor(stats.size / 2);
      if (headOnly || half < first.length || stats.size <= 3 * sampleBytes) {
        return { head: first, tail };
      }
      return { head: first, middle: await piece(even(half)), tail };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof UserError ? error : fileError(path, error);
  }
}

/**
 * Whether a sample ends in the first line of JSON Lines, whose fields would then be unknown. Unless
 * the file name says JSON Lines, an object with a list of objects is a file of its own, whose rows
 * are in the list.
 */
function isWithinObject(head: Uint8Array, isNamedLines: boolean): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  if (!/^(?:\xef\xbb\xbf)?\s*\{/.test(text) || text.includes('\n')) return false;
  return isNamedLines || !/\[\s*\{/.test(text);
}

/** Detects the kind of table from a file's first bytes. */
function tableIn(path: string, head: Uint8Array): TableKind | undefined {
  const begin = String.fromCharCode(...head.subarray(0, 4));
  const names = Buffer.from(head.subarray(0, 2 ** 12)).toString('latin1');
  if (begin === 'PK\x03\x04' && (/\.xls[xm]$/i.test(path) || /Content_Types|xl\//.test(names))) {
    return 'xlsx';
  }
  return begin === 'PAR1' || begin === 'PARE' ? 'parquet' : undefined;
}

/** The caller closes `packed`, which leaving this iterable does not. */
function gunzipped(packed: ReadStream): AsyncIterable<Uint8Array> {
  const inflated = packed.pipe(createGunzip());
  packed.once('error', (error) => inflated.destroy(error));
  return inflated as AsyncIterable<Uint8Array>;
}

interface InflateOptions {
  readonly path: string;
  /** Whether to read to the end. */
  readonly deep: boolean;
  /** Offset of its middle in unpacked bytes. */
  readonly middle: number;
  readonly limit: UnpackLimit;
}

async function inflatedSamples(
  inflated: AsyncIterable<Uint8Array>,
  { path, deep, middle: half, limit }: InflateOptions,
): Promise<FileSamples> {
  const middleAt = Math.max(sampleBytes, half);
  const head: Uint8Array[] = [];
  const middle: Uint8Array[] = [];
  const tail: Uint8Array[] = [];
  let taken = 0;
  let kept = 0;
  try {
    for await (const chunk of inflated) {
      if (taken < sampleBytes) head.push(chunk);
      else {
        if (taken >= middleAt && taken < middleAt + sampleBytes) middle.push(chunk);
        tail.push(chunk);
        kept += chunk.length;
        while (kept - tail[0]!.length >= sampleBytes) kept -= tail.shift()!.length;
      }
      taken += chunk.length;
      limit.take(chunk.length);
      if (!deep && taken > sampleBytes) break;
    }
  } catch (error) {
    if (error instanceof NotZstd) {
      throw new UserError(message('file.notZstd', { path }), { cause: error });
    }
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')))
      throw error;
    throw new UserError(message('file.notGzip', { path }), { cause: error });
  }
  const first = Buffer.concat(head).subarray(0, sampleBytes);
  if (taken <= first.length) return { head: first };
  return {
    head: first,
    ...(middle.length > 0 ? { middle: Buffer.concat(middle) } : {}),
    tail: Buffer.concat(tail),
  };
}

/**
 * The inflated size in a gzip file's last four bytes; correct for single-member files below 4 GiB.
 */
async function inflatedSize(location: string): Promise<number> {
  const file = await open(location, 'r');
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, Math.max(0, size - 4));
    return buffer.readUInt32LE(0);
  } finally {
    await file.close();
  }
}
