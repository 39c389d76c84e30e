import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { HumanError } from '../core/errors.ts';
import { guessFormat } from '../core/pool/guessFormat.ts';
import type { PoolFormat, PoolSpec } from '../core/pool/poolSpec.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';

/** Enough to tell how a file is written, and to see what its fields hold. */
const headBytes = 256 * 1024;

/** What of its files makes up a project's pool; formats that the project leaves open are guessed. */
export async function poolSpecOf(project: ProjectFile, folder: string): Promise<PoolSpec> {
  const files = await Promise.all(
    project.pool.map(async ({ path, format }) => ({
      path,
      format: isComplete(format)
        ? format
        : { ...guessFormat(path, await readHead(resolve(folder, path))), ...format },
    })),
  );
  return {
    files,
    textFields: project.text,
    contextFields: project.context,
    ...(project.id === undefined ? {} : { idField: project.id }),
    ...(project.labelField && project.labelField.use !== 'ignore'
      ? { labelField: project.labelField.field }
      : {}),
    ...(project.filter ? { filter: project.filter } : {}),
  };
}

/** JSON Lines leave nothing to guess but whether they are compressed. */
function isComplete(format: Partial<PoolFormat> | undefined): format is PoolFormat {
  return format?.kind === 'jsonl' && format.gzip !== undefined;
}

/**
 * The first bytes of a file, inflated where its name ends in `.gz`.
 * @throws HumanError if it cannot be read.
 */
export async function readHead(path: string, bytes = headBytes): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    const file = createReadStream(path);
    const source = /\.gz$/i.test(path) ? file.pipe(createGunzip()) : file;
    file.once('error', (error) => source.destroy(error));
    for await (const chunk of source) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length >= bytes) break;
    }
    file.destroy();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (reason === 'ENOENT') {
      throw new HumanError(
        `${basename(path)} is not there. Correct "pool" in the project file, or put the file back.`,
      );
    }
    throw new HumanError(
      `${basename(path)} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
  return Buffer.concat(chunks).subarray(0, bytes);
}
