import { constants, createWriteStream } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/**
 * Copies a file as far as it can be read, replacing the target. Other programs may change the source
 * meanwhile: `copyFile` and `cp` of node:fs never end on a file that becomes shorter, because they
 * go on until they have copied the size that it had at first.
 * @throws the file system's error
 */
export async function copyToEnd(source: string, target: string): Promise<void> {
  // Where the file system can share blocks, the copy is instant and a state of one moment.
  const cloned = copyFile(source, target, constants.COPYFILE_FICLONE_FORCE);
  if (
    await cloned.then(
      () => true,
      () => false,
    )
  )
    return;
  const file = await open(source);
  await pipeline(file.createReadStream({ highWaterMark: 2 ** 20 }), createWriteStream(target));
}
