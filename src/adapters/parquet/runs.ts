import type { DataReader } from 'hyparquet';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { UnreadableError } from './unreadable.ts';

/** The last run may exceed the remaining values by this many: writers pad it. */
const padding = 2 ** 12;
/** Maximum values of a block of deltas. */
const mostInBlock = 2 ** 20;

/**
 * Reads runs of equal or bit-packed values. Checks the lengths of runs first, since the library
 * trusts them.
 * @param length of the runs in bytes
 * @throws Unreadable
 */
export function readRuns(
  reader: DataReader,
  width: number,
  count: number,
  length: number,
): number[] {
  if (width > 32) throw new UnreadableError(`${width} bits a value`);
  const { view, offset: start } = reader;
  const end = start + length;
  if (length < 0 || end > view.byteLength) throw new UnreadableError('runs end beyond their page');
  let at = start;
  for (let seen = 0; seen < count;) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= end || shift > 28) throw new UnreadableError('runs end too early');
      const byte = view.getUint8(at++);
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const packed = header % 2 === 1;
    const values = Math.floor(header / 2) * (packed ? 8 : 1);
    if (values === 0 || values > count - seen + padding) {
      throw new UnreadableError(`a run of ${values} values where ${count - seen} are left`);
    }
    at += packed ? (values / 8) * width : Math.ceil(width / 8);
    seen += values;
  }
  const values = new Array<number>(count);
  readRleBitPackedHybrid(reader, width, values, length);
  values.length = count;
  return values;
}

/** @throws Unreadable if the header of a block of deltas is invalid */
export function readDeltas(reader: DataReader, output: Int32Array | BigInt64Array): void {
  if (output.length === 0) return;
  const { view, offset } = reader;
  let at = offset;
  const [block = 0, parts = 0] = [0, 1].map(() => {
    let number = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = view.getUint8(at++);
      number += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return number;
  });
  if (block === 0 || block > mostInBlock || parts === 0 || block % parts !== 0) {
    throw new UnreadableError(`a block of ${block} deltas in ${parts} parts`);
  }
  deltaBinaryUnpack(reader, output.length, output);
}

/** Reads byte arrays whose lengths precede them as deltas. */
export function readDeltaLengths(reader: DataReader, count: number): Uint8Array[] {
  const lengths = new Int32Array(count);
  readDeltas(reader, lengths);
  return Array.from(lengths, (length) => take(reader, length));
}

/**
 * Reads byte arrays stored as the length of the prefix shared with the previous one, and the rest.
 */
export function readPrefixed(reader: DataReader, count: number): Uint8Array[] {
  const prefixes = new Int32Array(count);
  readDeltas(reader, prefixes);
  const suffixes = readDeltaLengths(reader, count);
  let before: Uint8Array = new Uint8Array(0);
  return suffixes.map((suffix, i) => {
    const shared = prefixes[i]!;
    if (shared < 0 || shared > before.length)
      throw new UnreadableError('a prefix of too many bytes');
    if (shared === 0) return (before = suffix);
    const whole = new Uint8Array(shared + suffix.length);
    whole.set(before.subarray(0, shared));
    whole.set(suffix, shared);
    return (before = whole);
  });
}

function take(reader: DataReader, length: number): Uint8Array {
  const { view, offset } = reader;
  if (length < 0 || offset + length > view.byteLength) {
    throw new UnreadableError('a value ends beyond its page');
  }
  reader.offset += length;
  return new Uint8Array(view.buffer, view.byteOffset + offset, length);
}
