import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { bundledModelsFolder } from '../adapters/bundledModels/bundledModelsFolder.ts';
import { readStatic, staticFolder } from '../adapters/bundledModels/openStatic.ts';
import { bundledModel, lexicalBlock, staticBlock } from '../core/embed/blocks.ts';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { Embedder } from '../core/embed/embedder.ts';
import { staticFromBytes } from '../core/embed/staticBytes.ts';
import { StaticEmbedder } from '../core/embed/staticEmbedder.ts';
import type { ModelBlock } from '../core/modelFolder/exportedModel.ts';
import type { VectorBlock } from '../core/store/events.ts';
import { openLexical, readLexical } from '../engine/embedding/lexicalCache.ts';
import { modelOf } from '../engine/embedding/openBlock.ts';
import { openProjectPool } from './projectPool.ts';
import type { ProjectToRead } from './projectToRead.ts';

/** A block of a project's vectors, with what is needed to compute them. */
export interface OpenedModelBlock {
  readonly block: ModelBlock;
  /** Marginalia's embedder; undefined for vectors from a server or the user. */
  readonly embedder: Embedder | undefined;
}

export interface BlockSources {
  readonly opened: ProjectToRead;
  /** Folder of downloaded models. */
  readonly modelsDir: string;
  readonly trusted?: boolean;
  /** Dimensions of a block from a server or the user: those that the other blocks leave. */
  readonly remainingDimensions: number;
  readonly signal?: AbortSignal;
}

/**
 * Opens a block without changing the project's folder. Its fingerprint differs from the wanted one if the
 * pool or a model has changed.
 * @throws UserError if a model is missing or damaged, or the pool cannot be read; CancelledError
 */
export async function openModelBlock(
  requested: VectorBlock,
  { opened, modelsDir, remainingDimensions, trusted = true, signal }: BlockSources,
): Promise<OpenedModelBlock> {
  const { use, source, weight } = requested;
  if (source) {
    return {
      block: { kind: 'vectors', name: use, dimensions: remainingDimensions, weight },
      embedder: undefined,
    };
  }
  if (use === lexicalBlock) {
    const embedder = await lexicalOf(requested, opened, signal);
    const { dimensions, model } = embedder;
    return { block: { kind: 'lexical', dimensions, weight, model }, embedder };
  }
  if (use === staticBlock) {
    const { table, pieces } = await readStatic(join(bundledModelsFolder(), staticFolder));
    const embedder = new StaticEmbedder(table, pieces, setImmediate);
    const read = staticFromBytes(table);
    const { dimensions } = read;
    return { block: { kind: 'static', dimensions, weight, table: read, pieces }, embedder };
  }
  if (!trusted && use !== bundledModel) throw new UserError(message('modelFolder.untrusted', {}));
  // Loaded on demand: few projects use a model, and it brings 1.4 MB and a native library.
  const embedder = await openSentenceModel(use, opened.file.folder, modelsDir, signal);
  return { block: { ...embedder.encoder, weight }, embedder };
}

async function openSentenceModel(
  use: string,
  folder: string,
  modelsDir: string,
  signal: AbortSignal | undefined,
) {
  if (use === bundledModel) {
    const { openBundledModel } = await import('../adapters/transformers/bundledModel.ts');
    return openBundledModel(use, bundledModelsFolder(), signal);
  }
  const { openTransformer } = await import('../adapters/transformers/transformerEmbedder.ts');
  const model = modelOf(use, folder);
  return openTransformer({
    model,
    cacheDir: modelsDir,
    allowDownload: false,
    ...(signal && { signal }),
  });
}

/** The cached embedder if it is the wanted one, else one fitted in the same way. */
async function lexicalOf(
  { fingerprint, fittedOn }: VectorBlock,
  opened: ProjectToRead,
  signal: AbortSignal | undefined,
) {
  const { file, project } = opened;
  const cache = join(file.folder, '.marginalia', 'cache', `${file.name}.lexical.embedder`);
  const stored = await readLexical(cache);
  if (stored?.embedder.fingerprint === fingerprint) return stored.embedder;
  const tempFolder = await mkdtemp(join(tmpdir(), 'marginalia-model-'));
  try {
    const { embeddable: pool, close } = await openProjectPool(opened, signal);
    try {
      const { seed, dimensions } = project;
      const previous = { fingerprint, fittedOn: fittedOn ?? pool.size, always: true };
      const target = join(tempFolder, 'lexical.embedder');
      const lexicalOptions = {
        pool,
        file: target,
        seed,
        dimensions,
        previous,
        ...(signal && { signal }),
      };
      return (await openLexical(lexicalOptions)).embedder;
    } finally {
      await close();
    }
  } finally {
    await rm(tempFolder, { recursive: true, force: true });
  }
}
