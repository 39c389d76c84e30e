import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { removeAbandonedParts, replaceFile } from '../adapters/files/replaceFile.ts';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { Content } from './contentOf.ts';

/**
 * Writes a file completely or not at all, and removes leftovers of killed commands.
 * @throws UserError if the file cannot be written
 */
export async function writeFile(output: string, content: Content): Promise<void> {
  await removeAbandonedParts(output);
  try {
    await replaceFile(output, content);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const folder = dirname(resolve(output));
    if (!existsSync(folder)) {
      throw new UserError(message('file.noFolder', { folder }), { cause: error });
    }
    const params = { file: output, why: error.message };
    throw new UserError(message('interchange.notWritten', params), { cause: error });
  }
}
