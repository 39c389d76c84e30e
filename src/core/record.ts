import { murmurHash128 } from './murmurHash.ts';

/**
 * A record's id: the 128-bit hash of its normalised text (`murmurHash128`) as 32 lower-case
 * hexadecimal digits. In a pool of a million, two texts collide with probability 10⁻²⁶.
 */
export type RecordId = string;

/** Stored with record ids; incremented whenever `normaliseText` or the hash changes. */
export const identityVersion = 1;

/** Length of a binary record id in bytes. */
export const recordIdBytes = 16;

/** One text to label. */
export interface PoolRecord {
  readonly id: RecordId;
  /** The text as in the file, including white space and line breaks. */
  readonly text: string;
  /** The value of the id field in the first of the record's rows that has one. */
  readonly sourceId?: string;
  /** 1-based physical line of its first row. */
  readonly line: number;
  readonly file: string;
  /** Number of pool rows with this text. */
  readonly multiplicity: number;
  readonly context: Readonly<Record<string, string>>;
}

/**
 * The value of a context field; undefined if the record has none, even for a field named like an
 * Object member.
 */
export function contextValue(
  { context }: Pick<PoolRecord, 'context'>,
  field: string,
): string | undefined {
  return Object.hasOwn(context, field) ? context[field] : undefined;
}

const WHITE_SPACE = /[\s\u0085]+/g;

/**
 * The text that identifies a record: NFC, every run of white space (JavaScript's `\s`, and NEL)
 * collapsed to one space, trimmed; case and everything else preserved.
 */
export function normaliseText(text: string): string {
  return text.normalize('NFC').replace(WHITE_SPACE, ' ').trim();
}

/** The id of a text, which is normalised first. */
export function recordIdOf(text: string): RecordId {
  const words = new Uint32Array(4);
  writeRecordId(text, words);
  return recordIdFrom(new Uint8Array(words.buffer));
}

/** Writes the id of a text as four words with the id's bytes in memory order. */
export function writeRecordId(text: string, words: Uint32Array): void {
  // Printable ASCII with single inner spaces, the common case, is already normalised.
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
