import { AutoModel, AutoTokenizer, env, Tensor } from '@huggingface/transformers';
import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../core/errors.ts';
import type { Embedder } from '../../core/embed/embedder.ts';
import type { Dtype } from './modelFiles.ts';
import { sentenceVectors, type Pooling } from './sentenceVectors.ts';
import { tokenBatches } from './tokenBatches.ts';

export interface SentenceModelOptions {
  /** Display name. */
  readonly name: string;
  readonly dtype: Dtype;
  /** Of the ONNX file in `onnx/`, without suffix and extension; default: `model`. */
  readonly modelFile?: string;
  /** How token vectors become a text vector; default: the graph's own output, or the mean. */
  readonly pooling?: Pooling;
  /** Accepts only the graph's own text vectors, because further layers follow the token vectors. */
  readonly wholeOnly?: boolean;
  /** Put before every text, as some models require. */
  readonly prefix?: string;
  /** Longer texts are truncated, as by the models' authors. */
  readonly maxTokens: number;
  /** Maximum number of texts per batch. */
  readonly batchSize: number;
  /** Batches are padded to a multiple of this many tokens; default: 1. */
  readonly padTo?: number;
  /** @param made how text vectors are made: a pooling, or the name of the graph's output */
  readonly fingerprint: (dimensions: number, made: string) => string;
}

/**
 * Tokens per batch, padding included. onnxruntime-node computes on the calling thread, so this
 * bounds the delay of an abort; it is a constant because quantised vectors depend on the other
 * texts of their batch.
 */
const BATCH_TOKENS = 512;

/** Above any language's average; merely avoids tokenizing the rest of a very long text. */
const CHARACTERS_A_TOKEN = 32;

/** The parts of the library used here: its own declarations leave the calls untyped. */
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

/** A sentence-embedding model of transformers.js, loaded from a folder; vectors have unit length. */
export class SentenceModel implements Embedder {
  readonly name: string;
  readonly dimensions: number;
  readonly fingerprint: string;
  readonly maxTokens: number;
  readonly #tokenizer: Tokenizer;
  readonly #model: Model;
  readonly #options: SentenceModelOptions;

  private constructor(
    tokenizer: Tokenizer,
    model: Model,
    { dimensions, made }: { readonly dimensions: number; readonly made: string },
    options: SentenceModelOptions,
  ) {
    this.#tokenizer = tokenizer;
    this.#model = model;
    this.#options = options;
    this.maxTokens = options.maxTokens;
    this.name = options.name;
    this.dimensions = dimensions;
    this.fingerprint = options.fingerprint(dimensions, made);
  }

  /** @throws Error of the library if the folder holds no model that returns token vectors. */
  static async load(folder: string, options: SentenceModelOptions): Promise<SentenceModel> {
    // All files are on disk by now, so the library never needs the network.
    env.allowRemoteModels = false;
    const tokenizer = (await AutoTokenizer.from_pretrained(folder, {
      local_files_only: true,
    })) as unknown as Tokenizer;
    const { dtype, modelFile } = options;
    const model = (await AutoModel.from_pretrained(folder, {
      local_files_only: true,
      dtype,
      device: 'cpu',
      ...(modelFile !== undefined && { model_file_name: modelFile }),
    })) as unknown as Model;
    const probed = tokenIds(tokenizer, ['a'], 8);
    const probe = await runModel(model, probed, { ...options, padding: 0, padTo: 1 });
    return new SentenceModel(tokenizer, model, probe, options);
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    throwIfAborted(signal);
    const out = new Float32Array(texts.length * this.dimensions);
    if (texts.length === 0) return out;
    const { maxTokens, batchSize, padTo = 1, prefix = '' } = this.#options;
    const whole = prefix === '' ? texts : texts.map((text) => prefix + text);
    const ids = tokenIds(this.#tokenizer, whole, maxTokens);
    const batches = tokenBatches(
      ids.map((tokens) => tokens.length),
      batchSize,
      BATCH_TOKENS,
    );
    for (const batch of batches) {
      const rows = batch.map((index) => ids[index]!);
      const { pooled } = await runModel(this.#model, rows, {
        ...this.#options,
        padding: this.#tokenizer.pad_token_id ?? 0,
        padTo,
      });
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
 * The token ids of each text, at most `most`. A truncated text keeps its closing token, as with the
 * models' own tokenizers; the library would cut it off.
 */
function tokenIds(tokenizer: Tokenizer, texts: readonly string[], most: number): number[][] {
  const starts = texts.map((text) => text.slice(0, most * CHARACTERS_A_TOKEN));
  const options = { truncation: false, padding: false, return_tensor: false } as const;
  return tokenizer(starts, options).input_ids.map((ids) =>
    ids.length <= most ? ids : [...ids.slice(0, most - 1), ids.at(-1)!],
  );
}

/** Pads, runs and pools one batch; lengths may differ. */
async function runModel(
  model: Model,
  ids: readonly (readonly number[])[],
  options: Pick<SentenceModelOptions, 'pooling' | 'wholeOnly'> & {
    readonly padding: number;
    readonly padTo: number;
  },
): Promise<{ pooled: Float32Array; dimensions: number; made: string }> {
  const { padding, padTo } = options;
  const lengths = ids.map((row) => row.length);
  const width = Math.ceil(Math.max(1, ...lengths) / padTo) * padTo;
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
  return sentenceVectors(await model(inputs), { width, lengths, ...options });
}
