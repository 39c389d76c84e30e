/** Makes the inputs of an ONNX model with a sentence model: `prepare.mjs`. */
import { tokenizerOf } from '../adapters/transformers/openTokenizer.ts';
import { modelFiles } from '../core/modelFolder/modelConfig.ts';
import { beside, preparation, type Prepare, type ReadFile } from './prepareInputs.ts';

/** @param read default: reads the files beside this script */
export function openPrepare(read: ReadFile = beside(import.meta.url)): Promise<Prepare> {
  return preparation(read, async (input) => {
    const [json, config] = await Promise.all(
      [modelFiles.tokenizer, modelFiles.tokenizerConfig].map(
        async (name) => JSON.parse(await read(name)) as object,
      ),
    );
    return tokenizerOf(json!, config!, input);
  });
}
