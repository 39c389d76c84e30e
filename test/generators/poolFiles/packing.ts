import { gzipSync } from 'node:zlib';
import type { Rng } from '../../../src/core/rng.ts';
import { encodeText } from './encoders.ts';
import type { Plan } from './plan.ts';

/** The bytes of the file: encoded, with its byte order mark, compressed. */
export function pack(rng: Rng, text: string, { encoding, bom, gzipMembers }: Plan): Uint8Array {
  const bytes = encodeText(bom ? `\uFEFF${text}` : text, encoding);
  if (gzipMembers === 0) return new Uint8Array(bytes);
  const cuts = Array.from({ length: gzipMembers - 1 }, () => rng.integer(bytes.length));
  const ends = [...cuts.sort((a, b) => a - b), bytes.length];
  const members = ends.map((end, i) => compress(bytes.subarray(ends[i - 1] ?? 0, end)));
  return new Uint8Array(Buffer.concat(members));
}

function compress(bytes: Uint8Array): Uint8Array {
  const member = gzipSync(bytes);
  // The header names the operating system; "unknown" makes the bytes the same on every machine.
  member[9] = 255;
  return member;
}

const STEMS = [
  'reviews',
  'tweets_2023',
  'pool',
  'train',
  'export (3)',
  'Kundenfeedback März',
  'survey.final.v2',
  'customer-comments',
];

/** A file name that is unique to the index. */
export function fileName(
  rng: Rng,
  index: number,
  extension: string,
  { gzipMembers }: Plan,
): string {
  const stem = STEMS[rng.integer(STEMS.length)]!;
  return `${stem} ${String(index).padStart(4, '0')}.${extension}${gzipMembers > 0 ? '.gz' : ''}`;
}

/** The first three rows and the last one. */
export function sampleOf(rows: readonly (readonly string[])[]): (readonly string[])[] {
  return [...rows.slice(0, 3), rows[rows.length - 1]!];
}
