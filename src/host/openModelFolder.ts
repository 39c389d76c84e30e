import { setImmediate } from 'node:timers/promises';
import { readModelFolder } from '../adapters/modelFolder/readModelFolder.ts';
import { isModuleMissing, UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { ExportedModel } from '../core/modelFolder/exportedModel.ts';
import { ModelScorer } from '../core/modelFolder/modelScorer.ts';
import type { Predictor } from '../core/predict/predictor.ts';

/**
 * Opens a model folder for prediction, without its project.
 * @throws UserError if it is not a model folder, or a part is missing or damaged
 */
export async function openModelFolder(folder: string): Promise<Predictor> {
  return openScorer(await readModelFolder(folder));
}

/** Opens a model; a sentence model runs in this process. */
export function openScorer(model: ExportedModel): Promise<ModelScorer> {
  return ModelScorer.open(model, {
    pause: setImmediate,
    // Loaded on demand: not every model has one, and not every platform onnxruntime.
    openEncoder: async (block) => {
      const [{ openEncoder }, { openGraph }] = await Promise.all([
        import('../adapters/transformers/openEncoder.ts'),
        import('../adapters/onnx/openGraph.ts'),
      ]);
      return openEncoder(block, openGraph).catch((error: unknown) => {
        if (!isModuleMissing(error)) throw error;
        throw new UserError(message('modelFolder.noRuntime', {}), { cause: error });
      });
    },
  });
}
