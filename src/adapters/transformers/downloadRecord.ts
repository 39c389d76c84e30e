import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestFile, type Digest } from './fileChecksum.ts';

/** What is known of a model that was downloaded; kept in its folder. */
export interface DownloadRecord {
  /** Address of the hub. */
  readonly hub: string;
  /** The state of the model's repository, where the hub says it. */
  readonly commit?: string;
  readonly files: Readonly<Record<string, RecordedFile>>;
}

export interface RecordedFile extends Digest {
  /** How it was checked: by the hub's checksum, or by a second download that agreed. */
  readonly checked: 'checksum' | 'twice';
}

const name = 'marginalia-download.json';

/** Undefined for folders of the user's own, and for downloads of versions that recorded nothing. */
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

/** Those of the files that are no longer what was downloaded. */
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
