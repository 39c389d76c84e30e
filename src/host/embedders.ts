import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { bundledModelsFolder } from '../adapters/bundledModels/bundledModelsFolder.ts';
import { openStatic, staticFolder } from '../adapters/bundledModels/openStatic.ts';
import { openEmbeddingServer } from '../adapters/embeddingServer/openEmbeddingServer.ts';
import { unzip } from '../adapters/excel/zipEntries.ts';
import { openNpy } from '../adapters/numpy/openNpy.ts';
import { sentenceModel } from '../adapters/transformers/shippedModels.ts';
import { EmbedderProcess } from '../engine/embedderProcess.ts';
import type { EngineOptions } from '../engine/engineOptions.ts';

/** The functions that open each kind of embedder in this process. */
export const embedders: Pick<
  EngineOptions,
  'openTransformer' | 'openBundledModel' | 'openServer' | 'openVectors' | 'openStatic'
> = {
  // Loaded on demand: few projects use a model, and it brings 1.4 MB and a native library.
  openTransformer: async (options) => {
    const { openTransformer } = await import('../adapters/transformers/transformerEmbedder.ts');
    return openTransformer(options);
  },
  openBundledModel: async (name) => {
    const { dimensions, fingerprint, maxTokens } = sentenceModel(name, bundledModelsFolder());
    return new EmbedderProcess({
      modulePath: embedderModule(),
      model: { name, dimensions, fingerprint, maxTokens },
    });
  },
  openServer: openEmbeddingServer,
  openVectors: (path) => openNpy(path, unzip),
  openStatic: () => openStatic(join(bundledModelsFolder(), staticFolder), setImmediate),
};

/** In a bundle, the module beside it; otherwise the TypeScript source. */
function embedderModule(): string {
  const { dirname, filename } = import.meta;
  return filename.endsWith('.ts')
    ? join(dirname, '../embedder/main.ts')
    : join(dirname, 'embedder.mjs');
}
