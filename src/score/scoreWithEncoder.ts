/** The script of a model folder with a sentence model: `score.mjs`. */
import { openGraph } from '../adapters/onnx/openGraph.ts';
import { openEncoder } from '../adapters/transformers/openEncoder.ts';
import { Model } from './model.ts';
import { runScript } from './run.ts';

/** @param folder of the model; default: that of this file */
export function openModel(folder: string = import.meta.dirname): Promise<Model> {
  return Model.open(folder, (block) => openEncoder(block, openGraph));
}

await runScript(import.meta.url, openModel);
