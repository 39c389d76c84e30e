import { message } from '../../core/messages/messages.ts';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../core/errors.ts';
import { externalLocations, pathInside } from '../../core/onnxGraph/embedWeights.ts';
import { digestFile } from './fileChecksum.ts';

/** Precision of the weights, by transformers.js names; q8 is a quarter of fp32 in size and time. */
export type Dtype = 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4' | 'q4f16';

const suffixes: Readonly<Record<Dtype, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
};

/** The files of an embedding model, with forward slashes, the large one last. */
export function modelFiles(dtype: Dtype): readonly string[] {
  return ['config.json', 'tokenizer.json', 'tokenizer_config.json', weightsFile(dtype)];
}

/**
 * Files that describe how a sentence model makes its vectors (sentence-transformers); many models
 * lack them.
 */
export const sentenceFiles = [
  'modules.json',
  '1_Pooling/config.json',
  'config_sentence_transformers.json',
  'sentence_bert_config.json',
] as const;

/** The precision of the user's own folder: quantised weights, or full ones if it has no others. */
export function precisionIn(folder: string): Dtype {
  const has = (dtype: Dtype): boolean => existsSync(join(folder, weightsFile(dtype)));
  return !has('q8') && has('fp32') ? 'fp32' : 'q8';
}

/** @param name of the ONNX file, without suffix and extension */
export function weightsFile(dtype: Dtype, name = 'model'): string {
  return `onnx/${name}${suffixes[dtype]}.onnx`;
}

export interface ModelLocation {
  readonly folder: string;
  /** The id on the hub; undefined for the user's own folder. */
  readonly hubId?: string;
}

/**
 * The location of a model, present or future: a folder if it exists or is written as a path,
 * otherwise `cacheDir/owner/name`.
 * @throws UserError if `model` is neither a folder nor the form of a hub id.
 */
export function locateModel(model: string, cacheDir: string): ModelLocation {
  if (isAbsolute(model) || /^\.{1,2}([\\/]|$)/.test(model)) {
    const folder = resolve(model);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return { folder };
    throw new UserError(message('model.noFolder', { folder }));
  }
  if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/.test(model) || model.includes('..')) {
    throw new UserError(message('model.badName', { name: model }));
  }
  return { folder: join(cacheDir, ...model.split('/')), hubId: model };
}

/**
 * The files in which the model's ONNX file stores weights, with forward slashes. Empty if that file
 * is missing or is not ONNX.
 * @throws UserError if it names one outside its folder.
 */
export async function externalFiles(folder: string, dtype: Dtype): Promise<string[]> {
  const graph = join(folder, weightsFile(dtype));
  if (!existsSync(graph)) return [];
  return locationsIn(await readFile(graph)).map((location) => {
    const path = pathInside(location);
    if (path !== undefined) return `onnx/${path}`;
    throw new UserError(message('model.weightsOutside', { graph, file: location }));
  });
}

function locationsIn(graph: Uint8Array): string[] {
  try {
    return externalLocations(graph);
  } catch {
    return [];
  }
}

/** The model files missing from the folder, including external weights of the ONNX file. */
export async function missingFiles(folder: string, dtype: Dtype): Promise<string[]> {
  const files = [...modelFiles(dtype), ...(await externalFiles(folder, dtype))];
  return files.filter((file) => !existsSync(join(folder, file)));
}

/** SHA-256 of the files that determine the vectors, shortened to 16 hexadecimal digits. */
export async function hashModel(folder: string, dtype: Dtype): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['tokenizer.json', weightsFile(dtype)]) {
    await pipeline(createReadStream(join(folder, file)), hash, { end: false });
  }
  for (const file of await externalFiles(folder, dtype)) {
    hash.update((await digestFile(join(folder, file))).sha256);
  }
  return hash.digest('hex').slice(0, 16);
}
