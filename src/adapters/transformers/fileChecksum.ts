import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/**
 * A hub's checksum of a file. The Hugging Face hub sends the SHA-256 of large files and git's SHA-1
 * object id of small ones; some mirrors send the SHA-1 of the bytes.
 */
export interface Checksum {
  readonly kind: 'sha256' | 'sha1';
  /** Lower-case hexadecimal digits. */
  readonly hex: string;
}

/** Parses an entity tag as a checksum; undefined if it is something else, as on most servers. */
export function checksumOf(tag: string | null): Checksum | undefined {
  const hex = /^(?:W\/)?"?([0-9a-f]+)"?$/i.exec(tag ?? '')?.[1]?.toLowerCase();
  if (hex?.length === 64) return { kind: 'sha256', hex };
  if (hex?.length === 40) return { kind: 'sha1', hex };
  return undefined;
}

export interface Digest {
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** Size and SHA-256 of a file on disk. */
export async function digestFile(path: string): Promise<Digest> {
  const [{ size }, sha256] = await Promise.all([stat(path), hashFile(path, createHash('sha256'))]);
  return { size, sha256 };
}

/** Whether a file on disk matches a checksum. */
export async function matches(path: string, { kind, hex }: Checksum): Promise<boolean> {
  if (kind === 'sha256') return (await hashFile(path, createHash('sha256'))) === hex;
  const { size } = await stat(path);
  const asGitNamesIt = createHash('sha1').update(`blob ${size}\0`);
  if ((await hashFile(path, asGitNamesIt)) === hex) return true;
  return (await hashFile(path, createHash('sha1'))) === hex;
}

async function hashFile(path: string, hash: Hash): Promise<string> {
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
