import { createHash } from 'node:crypto';

/** 96 bits over a row of the journal: what its columns hold, in their order. */
export function checksumOf(columns: readonly (string | number | null)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(columns)).digest().subarray(0, 12);
}
