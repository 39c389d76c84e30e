import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HumanError, throwIfAborted } from '../../core/errors.ts';
import { SentenceModel } from './sentenceModel.ts';

/** SHA-256 of what is read of a model that comes with the product, by file. */
interface BundledModel {
  readonly files: Readonly<Record<string, string>>;
  readonly modelFile: string;
  readonly maxTokens: number;
}

const models: Readonly<Record<string, BundledModel>> = {
  'bge-small-en-v1.5': {
    files: {
      'config.json': '684b896674c10703f7bd0eda52f8049afeb74f0357bbdb6a4b205b3135d7293f',
      'tokenizer.json': 'd241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66',
      'tokenizer_config.json': '38e9f2801358877623cbca09760d43ebc35796418b678650b9f3cade0d524b60',
      'onnx/model_w8.onnx': '95e2f9029c8b7ad8b52038e9b0d23845bef23afd0b464a21af150a447d3e86a4',
    },
    modelFile: 'model_w8',
    maxTokens: 256,
  },
};

/** The product comes without this model here: its platform has no onnxruntime. */
export class NotShippedError extends HumanError {
  readonly notShipped = true;
}

/** Texts in a batch, at most. */
const batchSize = 32;
/**
 * onnxruntime's kernels for 8-bit weights take tokens in fours, and what is left over by another way, with
 * other rounding: batches without a rest make a text's vector the same, bit for bit, whatever shares its batch.
 */
const padTo = 4;

/**
 * Opens a sentence model that comes with the product, after comparing its files with what was shipped.
 * @param folder of all such models
 * @throws NotShippedError where the platform has no onnxruntime, and the model is left out for that.
 * @throws HumanError where a file is missing or differs, or the model cannot be loaded.
 * @throws CancelledError when the signal is aborted.
 */
export async function openBundledModel(
  name: string,
  folder: string,
  signal?: AbortSignal,
): Promise<SentenceModel> {
  const model = models[name];
  if (!model) throw new HumanError(`No model ${name} comes with this version of Marginalia.`);
  const { files, modelFile, maxTokens } = model;
  const own = join(folder, name);
  if (!existsSync(own)) {
    throw new NotShippedError(`The model ${name} does not come with Marginalia on this platform.`);
  }
  for (const [file, expected] of Object.entries(files)) {
    throwIfAborted(signal);
    if ((await sha256(join(own, file))) !== expected) {
      throw new HumanError(
        `The model ${name} that comes with Marginalia is damaged: ${file} is not what was shipped. Install the extension again.`,
      );
    }
  }
  throwIfAborted(signal);
  const hash = files[`onnx/${modelFile}.onnx`]!.slice(0, 16);
  try {
    return await SentenceModel.load(own, {
      name,
      dtype: 'fp32',
      modelFile,
      pooling: 'cls',
      maxTokens,
      batchSize,
      padTo,
      fingerprint: (dimensions) => `transformer-2-${dimensions}-${maxTokens}-cls-${hash}`,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HumanError(`The model ${name} cannot be used on this machine (${why}).`, {
      cause: error,
    });
  }
}

/** @returns hexadecimal digits; undefined where there is no such file. */
async function sha256(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
