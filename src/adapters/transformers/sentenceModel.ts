import { AutoModel, AutoTokenizer, env, Tensor } from '@huggingface/transformers';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../core/errors.ts';
import type { Embedder } from '../../core/embed/embedder.ts';
import { weightsFile, type Dtype } from './modelFiles.ts';
import type { EncoderModelBlock, Pooling } from '../../core/modelFolder/exportedModel.ts';
import { sentenceVectors, type SentenceVectors } from './sentenceVectors.ts';
import { tokenBatches } from './tokenBatches.ts';
import { tokenIds } from './tokenIds.ts';

export interface SentenceModelOptions {
  /** Display name. */
  readonly name: string;
  readonly dtype: Dtype;
  /** Name of the ONNX file in `onnx/`, without suffix and extension; default: `model`. */
  readonly modelFile?: string;
  /** How token vectors become a text vector; default: the graph's own output, or the mean. */
  readonly pooling?: Pooling;
  /** Accepts only the graph's own text vectors, because further layers follow the token vectors. */
  readonly wholeOnly?: boolean;
  /** Prepended to every text, as some models require. */
  readonly prefix?: string;
  /** Longer texts are truncated, as by the models' authors. */
  readonly maxTokens: number;
  /** Maximum number of texts per batch. */
  readonly batchSize: number;
  /** Maximum number of tokens per batch, padding included; default: 512. */
  readonly batchTokens?: number;
  /** The number of tokens of each batch is padded to a multiple of this many; default: 1. */
  readonly padTo?: number;
  /** @param made how text vectors are computed: a pooling, or the name of the graph's output */
  readonly fingerprint: (dimensions: number, made: string) => string;
}

/**
 * Default of `batchTokens`. onnxruntime-node computes on the calling thread, so this bounds the delay
 * of an abort; it must not change, because quantised vectors depend on the other texts of their
 * batch.
 */
const BATCH_TOKENS = 512;

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
  /** Its files, and how it embeds a text that is alone in its batch. */
  readonly encoder: Omit<EncoderModelBlock, 'weight'>;
  readonly #tokenizer: Tokenizer;
  readonly #model: Model;
  readonly #options: SentenceModelOptions;

  private constructor(
    folder: string,
    tokenizer: Tokenizer,
    model: Model,
    { dimensions, output, made }: Omit<SentenceVectors, 'pooled'>,
    options: SentenceModelOptions,
  ) {
    this.#tokenizer = tokenizer;
    this.#model = model;
    this.#options = options;
    this.maxTokens = options.maxTokens;
    this.name = options.name;
    this.dimensions = dimensions;
    this.encoder = {
      kind: 'encoder',
      name: options.name,
      dimensions,
      graph: join(folder, weightsFile(options.dtype, options.modelFile)),
      tokenizer: join(folder, 'tokenizer.json'),
      tokenizerConfig: join(folder, 'tokenizer_config.json'),
      prefix: options.prefix ?? '',
      maxTokens: options.maxTokens,
      padTo: options.padTo ?? 1,
      padding: tokenizer.pad_token_id ?? 0,
      output,
      ...(made !== output && { pooling: made as Pooling }),
    };
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
    const probed = [idsOf(tokenizer, 'a', 8)];
    const probe = await runModel(model, probed, probed[0]!.length, { ...options, padding: 0 });
    return new SentenceModel(folder, tokenizer, model, probe, options);
  }

  async embed(all: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    throwIfAborted(signal);
    const out = new Float32Array(all.length * this.dimensions);
    if (all.length === 0) return out;
    const { maxTokens, padTo = 1, prefix = '' } = this.#options;
    const { batchSize, batchTokens = BATCH_TOKENS } = this.#options;
    const ids = all.map((text) => idsOf(this.#tokenizer, prefix + text, maxTokens));
    const batches = tokenBatches(
      ids.map((tokens) => tokens.length),
      batchSize,
      batchTokens,
      padTo,
    );
    for (const { texts, width } of batches) {
      const rows = texts.map((index) => ids[index]!);
      const { pooled } = await runModel(this.#model, rows, width, {
        ...this.#options,
        padding: this.#tokenizer.pad_token_id ?? 0,
      });
      texts.forEach((index, i) => {
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

function idsOf(tokenizer: Tokenizer, text: string, most: number): readonly number[] {
  const options = { truncation: false, padding: false, return_tensor: false } as const;
  return tokenIds((start) => tokenizer([start], options).input_ids[0]!, text, most);
}

/** Pads the rows of one batch to `width`, runs and pools them; lengths may differ. */
async function runModel(
  model: Model,
  ids: readonly (readonly number[])[],
  width: number,
  options: Pick<SentenceModelOptions, 'pooling' | 'wholeOnly'> & { readonly padding: number },
): Promise<SentenceVectors> {
  const { padding } = options;
  const lengths = ids.map((row) => row.length);
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
