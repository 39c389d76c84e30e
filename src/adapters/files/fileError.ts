import { UserError } from '../../core/errors.ts';

/** An error of the file system as a sentence. */
export function fileError(path: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file. Correct "pool" in the project file, or put the file back.',
    EACCES: 'you have no permission to read it.',
    EPERM: 'you have no permission to read it.',
    EISDIR: 'it is a folder. Name a file.',
    EMFILE: 'too many files are open.',
    EIO: 'the disk reports an error.',
    ENOSPC: 'the disk is full. Make some room.',
  };
  const reason = reasons[code];
  if (reason !== undefined)
    return new UserError(`Cannot read ${path}: ${reason}`, { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}
