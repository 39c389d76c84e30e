import { createHash } from 'node:crypto';

/** 96-bit checksum of a journal row's columns, in order. */
export function checksumOf(columns: readonly (string | number | null)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(columns)).digest().subarray(0, 12);
}
