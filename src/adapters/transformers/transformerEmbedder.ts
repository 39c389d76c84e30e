import { HumanError, throwIfAborted } from '../../core/errors.ts';
import type { Embedder } from '../../core/embed/embedder.ts';
import type { OnProgress } from '../../core/progress.ts';
import { bringModel } from './bringModel.ts';
import { DownloadFault } from './modelErrors.ts';
import { hashModel, locateModel, missingFiles, type Dtype } from './modelFiles.ts';
import { SentenceModel } from './sentenceModel.ts';

export const defaultModel = 'Xenova/all-MiniLM-L6-v2';
export const defaultRemoteHost = 'https://huggingface.co/';

export interface TransformerOptions {
  /** A hub id, or the path of a folder with the same files. */
  readonly model: string;
  /** Where hub models are kept. */
  readonly cacheDir: string;
  /** Whether the user has agreed to a download of this model from this host. */
  readonly allowDownload: boolean;
  /** Whether a model of the hub comes again although it is here. */
  readonly downloadAgain?: boolean;
  readonly remoteHost?: string;
  /** After so many milliseconds without a byte a download is given up. */
  readonly stallMs?: number;
  readonly dtype?: Dtype;
  /** Longer texts are cut, as the models' authors do. */
  readonly maxTokens?: number;
  /** Texts in a batch, at most. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Opens a sentence-embedding model: mean pooling over the tokens, unit length.
 *
 * @throws ModelNotDownloadedError if it is a hub model that is not here, and `allowDownload` is false.
 * @throws HumanError if it cannot be downloaded, or its folder lacks a file or holds something else.
 * @throws CancelledError when the signal is aborted.
 */
export async function openTransformer(options: TransformerOptions): Promise<Embedder> {
  const { model, cacheDir, dtype = 'q8', signal } = options;
  throwIfAborted(signal);
  const { folder, hubId } = locateModel(model, cacheDir);
  const load = async (from: string): Promise<SentenceModel> => {
    const hash = await hashModel(from, dtype);
    throwIfAborted(signal);
    const { maxTokens = 256, batchSize = 32 } = options;
    try {
      return await SentenceModel.load(from, {
        name: `${model} ${dtype}`,
        dtype,
        pooling: 'mean',
        maxTokens,
        batchSize,
        fingerprint: (dimensions) =>
          `transformer-1-${dimensions}-${maxTokens}-${batchSize}-${hash}`,
      });
    } catch (error) {
      throw unusable(from, hubId, error);
    }
  };
  if (hubId === undefined) {
    const [missing] = missingFiles(folder, dtype);
    if (missing === undefined) return load(folder);
    throw new HumanError(
      `The model folder ${folder} has no file ${missing}. Put it there, or choose another "embedding".`,
    );
  }
  await bringModel({
    ...options,
    hubId,
    folder,
    dtype,
    remoteHost: options.remoteHost ?? defaultRemoteHost,
    tryModel: async (from) => (await load(from)).close(),
  });
  return load(folder);
}

function unusable(folder: string, hubId: string | undefined, error: unknown): HumanError {
  const why = error instanceof Error ? error.message : String(error);
  if (hubId === undefined) {
    return new HumanError(
      `The model in ${folder} cannot be used (${why}). Choose a sentence-embedding model, ` +
        'or use "embedding": "lexical".',
      { cause: error },
    );
  }
  return new DownloadFault(
    `What was downloaded as ${hubId} cannot be used (${why}). Download it again, choose a ` +
      'sentence-embedding model, or use "embedding": "lexical".',
    { cause: error },
  );
}
