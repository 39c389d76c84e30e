import { UserError } from '../../core/errors.ts';
import type { FileMessages } from '../../core/messages/fileMessages.ts';
import { message } from '../../core/messages/messages.ts';

const reasons: Readonly<Record<string, FileMessages['file.cannotRead']['why']>> = {
  ENOENT: 'missing',
  EACCES: 'permission',
  EPERM: 'permission',
  EISDIR: 'folder',
  EMFILE: 'tooManyOpen',
  EIO: 'disk',
  ENOSPC: 'diskFull',
};

/** Converts a file system error to a UserError. */
export function fileError(path: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = reasons[code];
  if (why !== undefined)
    return new UserError(message('file.cannotRead', { path, why }), { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}
