import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CancelledError, HumanError } from '../../core/errors.ts';
import { fileError } from './fileError.ts';

/**
 * Inflates a gzip file into the cache folder, unless that has been done since the file last changed.
 * The inflated file gets its name only when it is complete.
 * @returns where the inflated file is.
 * @throws HumanError if it cannot be read or is not gzip; CancelledError.
 */
export async function inflateOnce(
  location: string,
  path: string,
  cacheFolder: string,
  signal?: AbortSignal,
): Promise<string> {
  const part = join(cacheFolder, `${randomUUID()}.part`);
  try {
    const { size, mtimeMs } = await stat(location);
    const key = createHash('sha256')
      .update(`${location}\0${size}\0${mtimeMs}`)
      .digest('hex')
      .slice(0, 24);
    const spool = join(cacheFolder, `${key}.inflated`);
    const present = await access(spool).then(
      () => true,
      () => false,
    );
    if (present) return spool;
    await mkdir(cacheFolder, { recursive: true });
    await pipeline(createReadStream(location), createGunzip(), createWriteStream(part), { signal });
    await rename(part, spool);
    return spool;
  } catch (error) {
    await rm(part, { force: true });
    if (signal?.aborted) throw new CancelledError();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('Z_')) {
      throw new HumanError(
        `Cannot inflate ${path}: it is not a whole gzip file. Check it with gzip -t.`,
        {
          cause: error,
        },
      );
    }
    throw fileError(path, error);
  }
}
