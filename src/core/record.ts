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

/** The value of a context field; undefined where the record has none, whatever the field is called. */
export function contextValue(
  { context }: Pick<PoolRecord, 'context'>,
  field: string,
): string | undefined {
  return Object.hasOwn(context, field) ? context[field] : undefined;
}

const WHITE_SPACE = /[\s\u0085]+/g;

/**
 * The text by which a record is recognised: NFC, every run of white space (JavaScript's `\s`, and NEL)
 * one space, none at the ends; case and everything else kept.
 */
export function normaliseText(text: string): string {
  return text.normalize('NFC').replace(WHITE_SPACE, ' ').trim();
}

export function recordIdOf(text: string): RecordId {
  const words = new Uint32Array(4);
  writeRecordId(text, words);
  return recordIdFrom(new Uint8Array(words.buffer));
}

/** Writes the id of a text into four words whose bytes, in memory, are the id's. */
export function writeRecordId(text: string, words: Uint32Array): void {
  // Printable ASCII with single inner spaces, the common case, is normal as it stands.
  if (!murmurHash128(text, words)) murmurHash128(normaliseText(text), words);
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
