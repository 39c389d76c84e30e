import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { UserError, userMessageOf } from '../core/errors.ts';
import { message, paramsOf } from '../core/messages/messages.ts';
import { pathsOf } from './poolFiles.ts';
import { requireFile } from './requireFile.ts';

/**
 * The file of a name that a user gives, or the files of a pattern as pools have them, which not every
 * shell replaces.
 * @throws UserError if there is none
 */
export async function namedFiles(pattern: string): Promise<readonly string[]> {
  if (!/[*?]/.test(pattern) || existsSync(pattern)) {
    await requireFile(pattern);
    return [pattern];
  }
  try {
    return await pathsOf(pattern.split(sep).join('/'), '');
  } catch (error) {
    if (!paramsOf(userMessageOf(error), 'pool.noFiles')) throw error;
    throw new UserError(message('cli.noFilesLike', { pattern }));
  }
}

/**
 * As `namedFiles`, and of a folder the Parquet files of the data set in it, as the Hub keeps them:
 * beside its README or in `data`, named by their splits.
 * @throws UserError also if the folder has none, or those of several splits
 */
export async function textFiles(path: string): Promise<readonly string[]> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry?.isDirectory()) return namedFiles(path);
  const splits = new Map<string, string[]>();
  for (const folder of [path, join(path, 'data')]) {
    for (const name of (await readdir(folder).catch(() => [])).sort()) {
      if (!name.endsWith('.parquet')) continue;
      // train-00000-of-00002.parquet, with or without a hash at its end.
      const [, split = name] = /^(.+?)(?:-\d+-of-\d+(?:-\w+)?)?\.parquet$/.exec(name) ?? [];
      const pattern = join(folder, name === `${split}.parquet` ? name : `${split}-*.parquet`);
      splits.set(pattern, [...(splits.get(pattern) ?? []), join(folder, name)]);
    }
  }
  const [files, ...otherSplits] = splits.values();
  if (files === undefined) throw new UserError(message('cli.noDataset', { folder: path }));
  if (otherSplits.length > 0) {
    throw new UserError(
      message('cli.severalSplits', { folder: path, patterns: [...splits.keys()] }),
    );
  }
  return files;
}
