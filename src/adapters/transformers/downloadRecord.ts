import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestFile, type Digest } from './fileChecksum.ts';

/** Origin of a downloaded model; stored in its folder. */
export interface DownloadRecord {
  /** Address of the hub. */
  readonly hub: string;
  /** Revision of the model's repository, if the hub sends it. */
  readonly commit?: string;
  readonly files: Readonly<Record<string, RecordedFile>>;
}

export interface RecordedFile extends Digest {
  /** How it was verified: by the hub's checksum, or by a second download that matched. */
  readonly checked: 'checksum' | 'twice';
}

const name = 'marginalia-download.json';

/** Undefined for the user's own folders, and for downloads by versions without records. */
export async function readRecord(folder: string): Promise<DownloadRecord | undefined> {
  try {
    const value = JSON.parse(await readFile(join(folder, name), 'utf8')) as DownloadRecord;
    return typeof value.hub === 'string' && typeof value.files === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

export async function writeRecord(folder: string, record: DownloadRecord): Promise<void> {
  const temporary = join(folder, `${name}.${process.pid}.part`);
  await writeFile(temporary, `${JSON.stringify(record, undefined, 2)}\n`);
  await rename(temporary, join(folder, name));
}

/** The files that have changed since the download. */
export async function damagedFiles(
  folder: string,
  record: DownloadRecord | undefined,
  files: readonly string[],
): Promise<string[]> {
  const damaged: string[] = [];
  for (const file of files) {
    const known = record?.files[file];
    if (!known) continue;
    if (!existsSync(join(folder, file))) {
      damaged.push(file);
      continue;
    }
    const { size, sha256 } = await digestFile(join(folder, file));
    if (size !== known.size || sha256 !== known.sha256) damaged.push(file);
  }
  return damaged;
}
