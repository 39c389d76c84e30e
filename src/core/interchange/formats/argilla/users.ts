import { murmurHash128 } from '../../../murmurHash.ts';

/** Stands for an unnamed annotator, because Argilla requires a user for each response. */
export const noUser = '00000000-0000-0000-0000-000000000000';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The id of an annotator. Argilla identifies users by UUIDs: a name becomes a UUID of version 8
 * (RFC 9562), made from its hash.
 */
export function userOf(annotator: string | undefined): string {
  if (annotator === undefined) return noUser;
  if (uuid.test(annotator) && annotator !== noUser) return annotator;
  const words = new Uint32Array(4);
  murmurHash128(annotator, words);
  const digits = [...words].map((word) => word.toString(16).padStart(8, '0')).join('');
  const variant = '89ab'[Number.parseInt(digits[16]!, 16) & 3]!;
  const hex = `${digits.slice(0, 12)}8${digits.slice(13, 16)}${variant}${digits.slice(17)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
