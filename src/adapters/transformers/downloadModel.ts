import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CancelledError, HumanError } from '../../core/errors.ts';
import type { OnProgress } from '../../core/progress.ts';

export interface DownloadOptions {
  readonly hubId: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly remoteHost: string;
  readonly signal?: AbortSignal;
  /** Steps are bytes of the file that `what` names. */
  readonly onProgress?: OnProgress;
}

/**
 * Brings a model's files from a host with the hub's layout, `/{model}/resolve/main/{file}`. A file appears
 * under its own name only when it is complete, so that a download which was cut off is seen as missing.
 *
 * @throws HumanError if the host cannot be reached or has no such model or file.
 * @throws CancelledError when the signal is aborted.
 */
export async function downloadModel(options: DownloadOptions): Promise<void> {
  for (const file of options.files) await downloadFile(file, options);
}

async function downloadFile(file: string, options: DownloadOptions): Promise<void> {
  const { hubId, folder, remoteHost, signal } = options;
  const target = join(folder, file);
  const partial = `${target}.${process.pid}.part`;
  const url = new URL(
    `${hubId}/resolve/main/${file}`,
    remoteHost.endsWith('/') ? remoteHost : `${remoteHost}/`,
  );
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || !response.body) throw refusal(response.status, file, options);
    await mkdir(dirname(target), { recursive: true });
    await pipeline(
      Readable.fromWeb(response.body),
      (chunks: AsyncIterable<Uint8Array>) => counted(chunks, file, response, options),
      createWriteStream(partial),
      { signal },
    );
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    if (signal?.aborted) throw new CancelledError();
    if (error instanceof HumanError) throw error;
    throw new HumanError(
      `${hubId} could not be downloaded from ${url.host} (${causeOf(error)}). ` +
        'The lexical embedder serves instead; try again when there is a connection.',
      { cause: error },
    );
  }
}

/** Passes the chunks on, reporting them; a body shorter than announced is an error, not a model. */
async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  response: Response,
  { hubId, onProgress }: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  // With a content encoding the length is that of the compressed body, which is not what is counted here.
  const announced = response.headers.has('content-encoding')
    ? null
    : response.headers.get('content-length');
  const steps = announced === null ? undefined : Number(announced);
  let step = 0;
  for await (const chunk of chunks) {
    step += chunk.length;
    onProgress?.({ what: `Downloading ${hubId}: ${file}`, step, steps });
    yield chunk;
  }
  if (steps !== undefined && step !== steps) throw new Error(`${step} of ${steps} bytes arrived`);
}

function refusal(status: number, file: string, { hubId, remoteHost }: DownloadOptions): HumanError {
  const { host } = new URL(remoteHost);
  // The hub answers 401, not 404, for a model that does not exist.
  if (status === 401 || status === 403) {
    return new HumanError(
      `${host} has no model ${hubId} that is open to everyone. Check its name.`,
    );
  }
  if (status === 404) {
    return new HumanError(
      `The model ${hubId} on ${host} has no file ${file}. Choose a model that was exported for ` +
        'transformers.js, such as Xenova/all-MiniLM-L6-v2, or use "embedding": "lexical".',
    );
  }
  return new HumanError(
    `${host} answered ${status} when asked for ${file} of ${hubId}. ` +
      'The lexical embedder serves instead; try again later.',
  );
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) {
    return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  }
  return error.message;
}
