import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../../core/errors.ts';

/**
 * The bytes of a file that came with the product.
 * @param sha256 what they must be, in lower-case hexadecimal digits
 * @throws UserError if the file is missing, cannot be read, or is another one.
 */
export async function readVerified(path: string, sha256: string): Promise<Uint8Array> {
  const refuse = (what: string, cause?: unknown): never => {
    throw new UserError(
      `${basename(path)}, which comes with Marginalia, ${what} (${path}). Install Marginalia again.`,
      { cause },
    );
  };
  const bytes = await readFile(path).catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return refuse(missing ? 'is missing' : 'cannot be read', error);
  });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    refuse('is damaged: its SHA-256 is not the one it was released with');
  }
  return bytes;
}
