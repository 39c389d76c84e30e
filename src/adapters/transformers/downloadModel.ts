import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CancelledError, UserError, inOwnWords, reasonOf } from '../../core/errors.ts';
import type { OnProgress } from '../../core/progress.ts';
import { askHub, webPage, type HubFile } from './askHub.ts';
import { digestFile, matches } from './fileChecksum.ts';
import {
  readRecord,
  writeRecord,
  type DownloadRecord,
  type RecordedFile,
} from './downloadRecord.ts';
import { DownloadFault } from './modelErrors.ts';
import { IdleTimeout } from './idleTimeout.ts';

export interface DownloadOptions {
  readonly hubId: string;
  readonly folder: string;
  readonly files: readonly string[];
  /** Downloaded before the others if the hub has them. */
  readonly optional?: readonly string[];
  readonly remoteHost: string;
  /** Milliseconds without a byte before the download fails. Default 60,000. */
  readonly stallMs?: number;
  readonly signal?: AbortSignal;
  /** Steps are bytes of the file named by `what`. */
  readonly onProgress?: OnProgress;
}

/** The response was shorter than announced. */
class TruncatedResponse extends Error {
  readonly problem: Message;
  constructor(problem: Message) {
    super();
    this.problem = problem;
  }
}

/** The hub does not have the file, or restricts access to it. */
export class FileNotOnHub extends UserError {}

/** A downloaded and verified file under a temporary name. */
interface DownloadedFile {
  readonly temporary: string;
  readonly recorded: RecordedFile;
  readonly commit?: string;
}

/**
 * Downloads a model's files from a host with the hub's layout, `/{model}/resolve/main/{file}`.
 * Verifies each by the hub's own checksum or, if there is none, by a second download that must
 * match; only opening the files shows whether they form a model. Files already downloaded into the
 * folder must be of the same model. A file gets its final name only when it is complete and
 * verified.
 * @returns the files without a checksum.
 * @throws UserError if the host cannot be reached, has no such model or file, or sends something
 * else.
 * @throws CancelledError when the signal is aborted.
 */
export async function downloadModel(options: DownloadOptions): Promise<string[]> {
  const { folder, files, optional = [], remoteHost } = options;
  let record: DownloadRecord = (await readRecord(folder)) ?? { hub: remoteHost, files: {} };
  const downloaded: string[] = [];
  for (const file of [...optional, ...files]) {
    const download = await downloadFile(file, record, options).catch((error: unknown) => {
      if (error instanceof FileNotOnHub && optional.includes(file)) return undefined;
      throw error;
    });
    if (!download) continue;
    downloaded.push(file);
    const { temporary, recorded, commit } = download;
    await rename(temporary, join(folder, file));
    record = {
      ...record,
      ...(commit === undefined ? {} : { commit }),
      files: { ...record.files, [file]: recorded },
    };
    await writeRecord(folder, record);
  }
  return downloaded.filter((file) => record.files[file]?.checked !== 'checksum');
}

/** Downloads and verifies one file. Removes its temporary files on any failure. */
async function downloadFile(
  file: string,
  record: DownloadRecord,
  options: DownloadOptions,
): Promise<DownloadedFile> {
  const { hubId, folder, remoteHost } = options;
  const base = remoteHost.endsWith('/') ? remoteHost : `${remoteHost}/`;
  const url = new URL(
    `${hubId}/resolve/main/${file.split('/').map(encodeURIComponent).join('/')}`,
    base,
  );
  const temporary = join(folder, `${file}.${process.pid}.part`);
  const second = `${temporary}2`;
  try {
    const received = await receive(url, temporary, file, 'download.receiving', options);
    if (received.commit !== undefined && (record.commit ?? received.commit) !== received.commit) {
      throw modelChanged(url.host, hubId);
    }
    await checkContent(temporary, file, url.host);
    const digest = await digestFile(temporary);
    const known = record.files[file];
    if (known && known.sha256 !== digest.sha256) throw modelChanged(url.host, hubId);
    if (received.checksum) {
      if (!(await matches(temporary, received.checksum)))
        throw checksumMismatch(url.host, hubId, file);
    } else {
      await receive(url, second, file, 'download.comparing', options);
      if ((await digestFile(second)).sha256 !== digest.sha256)
        throw downloadsDiffer(url.host, hubId, file);
      await rm(second);
    }
    const checked = received.checksum ? 'checksum' : 'twice';
    const { commit } = received;
    return {
      temporary,
      recorded: { ...digest, checked },
      ...(commit === undefined ? {} : { commit }),
    };
  } catch (error) {
    await rm(temporary, { force: true });
    await rm(second, { force: true });
    if (options.signal?.aborted) throw new CancelledError();
    if (error instanceof UserError) throw error;
    const reason = causeOf(error);
    throw new DownloadFault(
      message('download.failed', { host: url.host, model: hubId, file, reason }),
      { cause: error },
    );
  }
}

/** Downloads a file completely and flushes it to disk. */
async function receive(
  url: URL,
  path: string,
  file: string,
  doing: 'download.receiving' | 'download.comparing',
  options: DownloadOptions,
): Promise<HubFile> {
  const { hubId, stallMs = 60_000, onProgress } = options;
  const idleTimeout = new IdleTimeout(stallMs, options.signal);
  try {
    const hubFile = await askHub(url, idleTimeout.signal);
    const { response } = hubFile;
    if (!response.ok || !response.body) throw statusError(response.status, file, options);
    // With a content encoding the header holds the compressed length, but decoded bytes are counted
    // here.
    const announced = response.headers.has('content-encoding')
      ? null
      : response.headers.get('content-length');
    const steps = hubFile.size ?? (announced === null ? undefined : Number(announced));
    const total = steps === undefined ? {} : { steps };
    let step = 0;
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        idleTimeout.renew();
        step += chunk.length;
        onProgress?.({ what: message(doing, { model: hubId, file }), step, ...total });
        yield chunk;
      }
    };
    await mkdir(dirname(path), { recursive: true });
    const body = Readable.fromWeb(response.body);
    await pipeline(body, counted, createWriteStream(path, { flush: true }), {
      signal: idleTimeout.signal,
    });
    if (steps !== undefined && step !== steps) {
      throw new TruncatedResponse(message('download.cutShort', { bytes: step, of: steps }));
    }
    return hubFile;
  } catch (error) {
    if (idleTimeout.ended) throw stalled(url.host, hubId, stallMs);
    throw error;
  } finally {
    idleTimeout.stop();
  }
}

/** Quick checks that the content matches the file's type. */
async function checkContent(path: string, file: string, host: string): Promise<void> {
  if (/^\s*</.test(await firstBytes(path))) throw webPage(host);
  if (!file.endsWith('.json')) return;
  try {
    JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw new DownloadFault(message('download.noJson', { host, file }));
  }
}

/** The first bytes of a file, as Latin-1: files of weights may not fit into memory. */
async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(100));
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function checksumMismatch(host: string, model: string, file: string): UserError {
  return new DownloadFault(message('download.otherBytes', { host, model, file }));
}

function downloadsDiffer(host: string, model: string, file: string): UserError {
  return new DownloadFault(message('download.unequal', { host, model, file }));
}

function modelChanged(host: string, model: string): UserError {
  return new DownloadFault(message('download.anotherModel', { host, model }));
}

function stalled(host: string, model: string, stallMs: number): UserError {
  return new DownloadFault(message('download.stalled', { host, model, seconds: stallMs / 1000 }));
}

/** The error for a status other than success. */
export function statusError(
  status: number,
  file: string,
  { hubId: model, remoteHost }: Pick<DownloadOptions, 'hubId' | 'remoteHost'>,
): UserError {
  const { host } = new URL(remoteHost);
  // The hub answers 401, not 404, for a model that does not exist.
  if (status === 401 || status === 403) {
    return new FileNotOnHub(message('download.noSuchModel', { host, model }));
  }
  if (status === 404) {
    return new FileNotOnHub(message('download.noSuchFile', { host, model, file }));
  }
  return new DownloadFault(message('download.refused', { host, model, file, status }));
}

/** Why a request failed. */
export function causeOf(error: unknown): Message {
  if (!(error instanceof Error)) return reasonOf(error);
  if (error instanceof TruncatedResponse) return error.problem;
  const { cause } = error;
  if (!(cause instanceof Error)) return reasonOf(error);
  return 'code' in cause && typeof cause.code === 'string'
    ? inOwnWords(cause.code)
    : reasonOf(cause);
}
