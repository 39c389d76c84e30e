import { message } from '../../core/messages/messages.ts';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../../core/errors.ts';

/**
 * Reads and verifies a bundled file.
 * @param sha256 expected hash, in lower-case hexadecimal digits
 * @throws UserError if the file is missing, cannot be read, or differs.
 */
export async function readVerified(path: string, sha256: string): Promise<Uint8Array> {
  const refuse = (wrong: 'missing' | 'unreadable' | 'damaged', cause?: unknown): never => {
    const problem = message('model.badBundledFile', { file: basename(path), path, wrong });
    throw new UserError(problem, { cause });
  };
  const bytes = await readFile(path).catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return refuse(missing ? 'missing' : 'unreadable', error);
  });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) refuse('damaged');
  return bytes;
}
