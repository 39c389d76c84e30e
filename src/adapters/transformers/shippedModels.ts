import { message } from '../../core/messages/messages.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';

/** SHA-256 of each file of a bundled model. */
interface BundledModel {
  readonly files: Readonly<Record<string, string>>;
  readonly modelFile: string;
  /** Values per vector. */
  readonly dimensions: number;
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
    dimensions: 384,
    maxTokens: 256,
  },
};

/** The model is not bundled here: the platform has no onnxruntime. */
class NotShippedError extends UserError {
  readonly notShipped = true;
}

/** A bundled sentence model, described before it is loaded. */
export interface SentenceModelHere extends BundledModel {
  readonly name: string;
  readonly folder: string;
  /** Fingerprint of its vectors. */
  readonly fingerprint: string;
}

/**
 * @param folder that contains all bundled models
 * @throws NotShippedError if the platform has no onnxruntime, and the model is therefore left out.
 * @throws UserError for an unknown name.
 */
export function sentenceModel(name: string, folder: string): SentenceModelHere {
  const model = models[name];
  if (!model) throw new UserError(message('model.unknownBundled', { name }));
  const own = join(folder, name);
  if (!existsSync(own)) {
    throw new NotShippedError(message('model.notOnThisPlatform', { name }));
  }
  const { files, modelFile, dimensions, maxTokens } = model;
  const hash = files[`onnx/${modelFile}.onnx`]!.slice(0, 16);
  const fingerprint = `transformer-2-${dimensions}-${maxTokens}-cls-${hash}`;
  return { ...model, name, folder: own, fingerprint };
}
