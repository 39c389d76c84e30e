import { message } from '../../core/messages/messages.ts';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OnProgress } from '../../core/progress.ts';
import { downloadModel } from './downloadModel.ts';
import { damagedFiles, readRecord, writeRecord, type DownloadRecord } from './downloadRecord.ts';
import { DownloadFault, ModelNotDownloadedError } from './modelErrors.ts';
import { externalFiles, modelFiles, sentenceFiles, weightsFile, type Dtype } from './modelFiles.ts';

export interface EnsureModelOptions {
  readonly hubId: string;
  readonly folder: string;
  readonly dtype: Dtype;
  readonly remoteHost: string;
  /** Whether the user has agreed to download this model from this host. */
  readonly allowDownload: boolean;
  /**
   * Downloads everything again; replaces the present files once the new ones are complete and load.
   */
  readonly downloadAgain?: boolean;
  readonly stallMs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /**
   * Opens the model in a folder and closes it again.
   * @throws if it is not a model.
   */
  readonly tryModel: (folder: string) => Promise<void>;
}

/**
 * Ensures that a hub model's files are present and unchanged since their download.
 * @throws ModelNotDownloadedError if files are missing, and `allowDownload` is false.
 * @throws UserError if they cannot be downloaded, or are not a model; CancelledError.
 */
export async function ensureModelFiles(options: EnsureModelOptions): Promise<void> {
  const { hubId, folder, dtype, remoteHost, allowDownload } = options;
  if (options.downloadAgain && allowDownload) return replaceModel(options);
  const record = await readRecord(folder);
  const files = modelFiles(dtype);
  const { missing, damaged } = await findFaults(folder, record, files);
  damaged.push(...(await damagedFiles(folder, record, sentenceFiles)));
  // A damaged ONNX file may name arbitrary files.
  if (![...missing, ...damaged].includes(weightsFile(dtype))) {
    const weights = await findFaults(folder, record, await externalFiles(folder, dtype));
    missing.push(...weights.missing);
    damaged.push(...weights.damaged);
  }
  const wanted = [...missing, ...damaged];
  if (wanted.length === 0) return;
  if (!allowDownload && missing.length > 0) throw new ModelNotDownloadedError(hubId);
  if (!allowDownload) {
    throw new DownloadFault(
      message('model.notWhatWasDownloaded', { model: hubId, files: damaged }),
    );
  }
  // All files of a model come from one host.
  if (record !== undefined && record.hub !== remoteHost) return replaceModel(options);
  // Files that describe the vectors are downloaded only with the whole model; added later, they
  // would change its vectors.
  const optional = missing.length === files.length ? sentenceFiles : [];
  const withoutChecksum = await download(options, wanted, optional);
  if (withoutChecksum.length === 0) return;
  try {
    await options.tryModel(folder);
  } catch (error) {
    await deleteFiles(folder, withoutChecksum);
    throw error;
  }
}

/** Downloads into a sibling folder, and swaps the two once the new model loads. */
async function replaceModel(options: EnsureModelOptions): Promise<void> {
  const { folder, dtype } = options;
  const fresh = `${folder}.${process.pid}.new`;
  const former = `${folder}.${process.pid}.former`;
  try {
    await mkdir(dirname(fresh), { recursive: true });
    await download({ ...options, folder: fresh }, modelFiles(dtype), sentenceFiles);
    await options.tryModel(fresh);
    await mkdir(folder, { recursive: true });
    await rename(folder, former);
    try {
      await rename(fresh, folder);
    } catch (error) {
      await rename(former, folder);
      throw error;
    }
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(former, { recursive: true, force: true });
  }
}

/**
 * Downloads files, then the external weights, whose files only the ONNX file names.
 * @returns the files without a checksum.
 */
async function download(
  options: EnsureModelOptions,
  files: readonly string[],
  optional: readonly string[],
): Promise<string[]> {
  const { folder, dtype } = options;
  const withoutChecksum = await downloadModel({ ...options, files, optional });
  const weights = await externalFiles(folder, dtype).catch(async (error: unknown) => {
    await deleteFiles(folder, [weightsFile(dtype)]);
    throw error;
  });
  const { missing, damaged } = await findFaults(folder, await readRecord(folder), weights);
  const wanted = [...missing, ...damaged];
  return [...withoutChecksum, ...(await downloadModel({ ...options, files: wanted }))];
}

/** The files that are not in the folder, and those that have changed since their download. */
async function findFaults(
  folder: string,
  record: DownloadRecord | undefined,
  files: readonly string[],
): Promise<{ readonly missing: string[]; readonly damaged: string[] }> {
  const isHere = (file: string): boolean => existsSync(join(folder, file));
  const damaged = await damagedFiles(folder, record, files.filter(isHere));
  return { missing: files.filter((file) => !isHere(file)), damaged };
}

async function deleteFiles(folder: string, files: readonly string[]): Promise<void> {
  const record = await readRecord(folder);
  for (const file of files) await rm(join(folder, file), { force: true });
  if (!record) return;
  const kept = Object.entries(record.files).filter(([file]) => !files.includes(file));
  await writeRecord(folder, { ...record, files: Object.fromEntries(kept) });
}
