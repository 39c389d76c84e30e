import { message } from '../../core/messages/messages.ts';
import { createHash } from 'node:crypto';
import { UserError, reasonOf, throwIfAborted } from '../../core/errors.ts';
import type { OnProgress } from '../../core/progress.ts';
import { ensureModelFiles } from './ensureModelFiles.ts';
import { DownloadFault } from './modelErrors.ts';
import { hashModel, locateModel, missingFiles, precisionIn, type Dtype } from './modelFiles.ts';
import { readRecipe } from './sentenceRecipe.ts';
import { SentenceModel } from './sentenceModel.ts';

const defaultRemoteHost = 'https://huggingface.co/';

export interface TransformerOptions {
  /** A hub id, or the path of a folder with the same files. */
  readonly model: string;
  /** Folder of downloaded hub models. */
  readonly cacheDir: string;
  /** Whether the user has agreed to download this model from this host. */
  readonly allowDownload: boolean;
  /** Downloads a hub model again although it is installed. */
  readonly downloadAgain?: boolean;
  readonly remoteHost?: string;
  /** Milliseconds without a byte before a download fails. */
  readonly stallMs?: number;
  readonly dtype?: Dtype;
  /** Longer texts are truncated, as by the models' authors. */
  readonly maxTokens?: number;
  /** Maximum number of texts per batch. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Opens a sentence-embedding model, whose vectors have unit length. Pooling and prefix are read
 * from the model's own files; without them, the mean is used and no prefix.
 * @throws ModelNotDownloadedError if a hub model is missing, and `allowDownload` is false.
 * @throws UserError if it cannot be downloaded, or its folder lacks a file or holds no model.
 * @throws CancelledError when the signal is aborted.
 */
export async function openTransformer(options: TransformerOptions): Promise<SentenceModel> {
  const { model, cacheDir, signal } = options;
  throwIfAborted(signal);
  const { folder, hubId } = locateModel(model, cacheDir);
  const dtype = options.dtype ?? (hubId === undefined ? precisionIn(folder) : 'q8');
  const load = async (from: string): Promise<SentenceModel> => {
    const hash = await hashModel(from, dtype);
    throwIfAborted(signal);
    const recipe = await readRecipe(from, model);
    const { maxTokens = Math.min(256, recipe.maxTokens ?? 256), batchSize = 32 } = options;
    const { prefix } = recipe;
    try {
      return await SentenceModel.load(from, {
        name: `${model} ${dtype}`,
        dtype,
        ...recipe,
        maxTokens,
        batchSize,
        fingerprint: (dimensions, made) => {
          const settings = `${dimensions}-${maxTokens}-${batchSize}`;
          // The fingerprint from before models could define their own pooling.
          if (made === 'mean' && prefix === '') return `transformer-1-${settings}-${hash}`;
          const begins = createHash('sha256').update(prefix).digest('hex').slice(0, 8);
          return `transformer-3-${settings}-${made}-${begins}-${hash}`;
        },
      });
    } catch (error) {
      throw unusable(from, hubId, error);
    }
  };
  if (hubId === undefined) {
    const [missing] = await missingFiles(folder, dtype);
    if (missing === undefined) return load(folder);
    throw new UserError(message('model.folderLacksFile', { folder, file: missing }));
  }
  await ensureModelFiles({
    ...options,
    hubId,
    folder,
    dtype,
    remoteHost: options.remoteHost ?? defaultRemoteHost,
    tryModel: async (from) => (await load(from)).close(),
  });
  return load(folder);
}

function unusable(folder: string, hubId: string | undefined, error: unknown): UserError {
  const reason = reasonOf(error);
  return hubId === undefined
    ? new UserError(message('model.folderUnusable', { folder, reason }), { cause: error })
    : new DownloadFault(message('model.downloadUnusable', { model: hubId, reason }), {
        cause: error,
      });
}
