import { murmurHash128 } from './murmurHash.ts';

/**
 * The name of a record: the 128-bit hash of its normalised text (`murmurHash128`) as 32 lower-case
 * hexadecimal digits. Two different texts share one only by a chance of 10⁻²⁶ in a pool of a million.
 */
export type RecordId = string;

/** Stored beside record ids; raised whenever `normaliseText` or the hash changes. */
export const identityVersion = 1;

/** Bytes of a record id in its binary form. */
export const recordIdBytes = 16;

/** One text to be judged. */
export interface PoolRecord {
  readonly id: RecordId;
  /** The text as it stands in the file, white space and line breaks included. */
  readonly text: string;
  /** The value of the id field in the record's first row that has one. */
  readonly sourceId?: string;
  /** 1-based physical line on which its first row begins. */
  readonly line: number;
  readonly file: string;
  /** How many rows of the pool have this text. */
  readonly multiplicity: number;
  readonly context: Readonly<Record<string, string>>;
}

const WHITE_SPACE = /[\s\u0085]+/g;

/**
 * The text by which a record is recognised: NFC, every run of white space (JavaScript's `\s`, and NEL)
 * one space, none at the ends; case and everything else kept.
 */
export function normaliseText(text: string): string {
  return isNormal(text) ? text : text.normalize('NFC').replace(WHITE_SPACE, ' ').trim();
}

/**
 * Whether a text is printable ASCII with single inner spaces: the common case, found without copying.
 * `bad` turns negative with the first unit below the space, beyond `~`, or a space behind a space; no branch.
 */
function isNormal(text: string): boolean {
  let previous = -1;
  let bad = 0;
  for (let i = 0; i < text.length; i++) {
    const beyondSpace = text.charCodeAt(i) - 33;
    bad |= (beyondSpace + 1) | (93 - beyondSpace) | (beyondSpace & previous);
    previous = beyondSpace;
  }
  return bad >= 0 && previous >= 0;
}

export function recordIdOf(text: string): RecordId {
  const words = new Uint32Array(4);
  writeRecordId(normaliseText(text), words);
  return recordIdFrom(new Uint8Array(words.buffer));
}

/**
 * Writes the id of a text into four words whose bytes, in memory, are the id's.
 * @param normalised a text that `normaliseText` has returned.
 */
export function writeRecordId(normalised: string, words: Uint32Array): void {
  murmurHash128(normalised, words);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The id whose 16 bytes begin at `offset`. */
export function recordIdFrom(bytes: Uint8Array, offset = 0): RecordId {
  let id = '';
  for (let i = 0; i < recordIdBytes; i++) id += HEX[bytes[offset + i]!]!;
  return id;
}

/** The 16 bytes of an id, or undefined if it is not 32 lower-case hexadecimal digits. */
export function recordIdToBytes(id: RecordId): Uint8Array | undefined {
  if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
  return Uint8Array.from({ length: recordIdBytes }, (_, i) =>
    parseInt(id.slice(2 * i, 2 * i + 2), 16),
  );
}
