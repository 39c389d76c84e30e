import { AutoModel, AutoTokenizer, env, Tensor } from '@huggingface/transformers';
import { setImmediate } from 'node:timers/promises';
import { HumanError, throwIfAborted } from '../../core/errors.ts';
import type { Embedder } from '../../core/embed/embedder.ts';
import type { OnProgress } from '../../core/progress.ts';
import { bringModel } from './bringModel.ts';
import { meanPooling } from './meanPooling.ts';
import { DownloadFault } from './modelErrors.ts';
import { hashModel, locateModel, missingFiles, type Dtype } from './modelFiles.ts';
import { tokenBatches } from './tokenBatches.ts';

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
 * Tokens in a batch, padding included. onnxruntime-node computes on the calling thread, so this bounds how
 * long an abort goes unheard; it is a constant because quantised vectors depend on what shares their batch.
 */
const BATCH_TOKENS = 512;

/** More than any language needs on average; only spares tokenizing the rest of a very long text. */
const CHARACTERS_A_TOKEN = 32;

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
  const load = async (from: string): Promise<TransformerEmbedder> => {
    const fingerprint = await hashModel(from, dtype);
    throwIfAborted(signal);
    return TransformerEmbedder.load(from, hubId, { ...options, dtype }, fingerprint);
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

/** What is used of the library: its own declarations leave the calls untyped. */
interface Tokenizer {
  (
    texts: readonly string[],
    options: { truncation: false; padding: false; return_tensor: false },
  ): { input_ids: number[][] };
  readonly pad_token_id?: number | null;
}

interface Model {
  (inputs: Record<string, Tensor>): Promise<Record<string, Tensor | undefined>>;
  dispose(): Promise<unknown>;
}

class TransformerEmbedder implements Embedder {
  readonly name: string;
  readonly dimensions: number;
  readonly fingerprint: string;
  readonly #tokenizer: Tokenizer;
  readonly #model: Model;
  readonly #maxTokens: number;
  readonly #batchSize: number;

  private constructor(
    tokenizer: Tokenizer,
    model: Model,
    dimensions: number,
    options: TransformerOptions,
    hash: string,
  ) {
    this.#tokenizer = tokenizer;
    this.#model = model;
    this.#maxTokens = options.maxTokens ?? 256;
    this.#batchSize = options.batchSize ?? 32;
    this.name = `${options.model} ${options.dtype}`;
    this.dimensions = dimensions;
    this.fingerprint = `transformer-1-${dimensions}-${this.#maxTokens}-${this.#batchSize}-${hash}`;
  }

  static async load(
    folder: string,
    hubId: string | undefined,
    options: TransformerOptions & { readonly dtype: Dtype },
    hash: string,
  ): Promise<TransformerEmbedder> {
    // Everything is on disk by now: the library itself never has a reason to go out.
    env.allowRemoteModels = false;
    env.cacheDir = options.cacheDir;
    const { dtype } = options;
    try {
      const tokenizer = (await AutoTokenizer.from_pretrained(folder, {
        local_files_only: true,
      })) as unknown as Tokenizer;
      const model = (await AutoModel.from_pretrained(folder, {
        local_files_only: true,
        dtype,
        device: 'cpu',
      })) as unknown as Model;
      const probe = await runModel(model, [tokenIds(tokenizer, ['a'], 8)[0]!], 0);
      return new TransformerEmbedder(tokenizer, model, probe.dimensions, options, hash);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (hubId !== undefined) {
        throw new DownloadFault(
          `What was downloaded as ${hubId} cannot be used (${why}). Download it again, choose a ` +
            'sentence-embedding model, or use "embedding": "lexical".',
          { cause: error },
        );
      }
      throw new HumanError(
        `The model in ${folder} cannot be used (${why}). Choose a sentence-embedding model, ` +
          'or use "embedding": "lexical".',
        { cause: error },
      );
    }
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    throwIfAborted(signal);
    const out = new Float32Array(texts.length * this.dimensions);
    if (texts.length === 0) return out;
    const ids = tokenIds(this.#tokenizer, texts, this.#maxTokens);
    const batches = tokenBatches(
      ids.map((tokens) => tokens.length),
      this.#batchSize,
      BATCH_TOKENS,
    );
    for (const batch of batches) {
      const rows = batch.map((index) => ids[index]!);
      const { pooled } = await runModel(this.#model, rows, this.#tokenizer.pad_token_id ?? 0);
      batch.forEach((index, i) => {
        const row = pooled.subarray(i * this.dimensions, (i + 1) * this.dimensions);
        out.set(row, index * this.dimensions);
      });
      await setImmediate();
      throwIfAborted(signal);
    }
    return out;
  }

  async close(): Promise<void> {
    await this.#model.dispose();
  }
}

/**
 * The token ids of each text, at most `most`. A text that is cut keeps its closing token, which the library
 * would cut off with the rest, unlike the models' own tokenizers.
 */
function tokenIds(tokenizer: Tokenizer, texts: readonly string[], most: number): number[][] {
  const starts = texts.map((text) => text.slice(0, most * CHARACTERS_A_TOKEN));
  const options = { truncation: false, padding: false, return_tensor: false } as const;
  return tokenizer(starts, options).input_ids.map((ids) =>
    ids.length <= most ? ids : [...ids.slice(0, most - 1), ids.at(-1)!],
  );
}

/** Pads, runs and pools one batch; lengths may be unequal. */
async function runModel(
  model: Model,
  ids: readonly (readonly number[])[],
  padding: number,
): Promise<{ pooled: Float32Array; dimensions: number }> {
  const lengths = ids.map((row) => row.length);
  const width = Math.max(1, ...lengths);
  const tokens = new BigInt64Array(ids.length * width).fill(BigInt(padding));
  const mask = new BigInt64Array(ids.length * width);
  ids.forEach((row, i) => {
    row.forEach((id, t) => (tokens[i * width + t] = BigInt(id)));
    mask.fill(1n, i * width, i * width + row.length);
  });
  const shape = [ids.length, width];
  const inputs = {
    input_ids: new Tensor('int64', tokens, shape),
    attention_mask: new Tensor('int64', mask, shape),
  };
  const output = await model(inputs);
  const hidden = output['last_hidden_state'] ?? output['token_embeddings'];
  if (hidden?.dims.length !== 3) throw new Error('it gives no vectors of tokens');
  const dimensions = hidden.dims[2]!;
  const pooled = meanPooling(hidden.data as Float32Array, width, dimensions, lengths);
  return { pooled, dimensions };
}
