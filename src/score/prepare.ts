/** Makes the inputs of an ONNX model without a sentence model: `prepare.mjs`. */
import { beside, preparation, type Prepare, type ReadFile } from './prepareInputs.ts';

/** @param read default: reads the files beside this script */
export function openPrepare(read: ReadFile = beside(import.meta.url)): Promise<Prepare> {
  return preparation(read, () =>
    Promise.reject(new Error('This script prepares no texts for a sentence model.')),
  );
}
