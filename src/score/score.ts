/** The script of a model folder without a sentence model: `score.mjs`. */
import { Model } from './model.ts';
import { runScript } from './run.ts';

/** @param folder of the model; default: that of this file */
export function openModel(folder: string = import.meta.dirname): Promise<Model> {
  return Model.open(folder, () => Promise.reject(new Error('This script runs no sentence model.')));
}

await runScript(import.meta.url, openModel);
