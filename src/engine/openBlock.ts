import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import {
  bundledModel,
  lexicalBlock,
  staticBlock,
  type EmbeddingBlock,
} from '../core/embed/blocks.ts';
import { originOf } from '../core/embed/serverAddress.ts';
import type { Embedder } from '../core/embed/embedder.ts';
import type { EmbedParams } from '../core/loop/embeddingPort.ts';
import type { OpenPoolParams, WorkOptions } from '../core/loop/enginePort.ts';
import type { EngineOptions } from './engine.ts';
import type { EmbeddablePool } from './embeddingCache.ts';
import { openLexical } from './lexicalCache.ts';

/** An embedder that is ready to work, and the file that keeps its vectors of a pool. */
export interface OpenedBlock {
  readonly embedder: Embedder;
  readonly file: string;
  /** The number of the pool's first records that it was fitted on, if it was. */
  readonly fittedOn?: number;
}

export interface BlockOpenerOptions extends Pick<
  EngineOptions,
  'openTransformer' | 'openBundledModel' | 'openStatic' | 'openServer'
> {
  readonly opened: OpenPoolParams;
  readonly pool: EmbeddablePool;
  readonly params: Omit<EmbedParams, 'embedding'>;
  readonly work: WorkOptions;
}

/**
 * Opens a block of an embedding by its name: `lexical`, which is fitted on the pool where that has not been
 * done; `static` and a model, which come with the product; a hub model; a folder, relative to the project file; or a
 * model on a server.
 * @throws HumanError where a model is not there or cannot be used; CancelledError.
 */
export async function openBlock(
  { use, source }: EmbeddingBlock,
  options: BlockOpenerOptions,
): Promise<OpenedBlock> {
  const { opened, pool, params, work, openTransformer, openBundledModel, openStatic } = options;
  const file = (suffix: string): string => join(opened.cacheDir, `${opened.name}.${suffix}`);
  if (source) {
    const origin = originOf(source.server);
    const { allowed = false, key } = params.servers?.find((one) => one.origin === origin) ?? {};
    const embedder = await options.openServer({
      ...source,
      allowed,
      ...(key !== undefined && { key }),
      ...(work.signal && { signal: work.signal }),
    });
    return { embedder, file: file(`server-${digestOf(JSON.stringify(source))}.vectors`) };
  }
  if (use === lexicalBlock) {
    const { seed, dimensions, lexicalBefore: before } = params;
    const fitted = await openLexical({
      pool,
      file: file('lexical.embedder'),
      seed,
      dimensions,
      ...(before && { before }),
      ...work,
    });
    return { ...fitted, file: file('lexical.vectors') };
  }
  if (use === staticBlock) {
    return { embedder: await openStatic(), file: file(`${use}.vectors`) };
  }
  if (use === bundledModel) {
    return { embedder: await openBundledModel(use, work.signal), file: file(`${use}.vectors`) };
  }
  const model = modelOf(use, opened.folder);
  const embedder = await openTransformer({
    model,
    cacheDir: params.modelsDir,
    allowDownload: params.allowDownload,
    ...(params.downloadAgain ? { downloadAgain: true } : {}),
    ...(params.remoteHost === undefined ? {} : { remoteHost: params.remoteHost }),
    ...work,
  });
  return { embedder, file: file(`${model.replace(/[^A-Za-z0-9.-]+/g, '_')}.vectors`) };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** A folder is meant relative to the project file; a hub id is taken as it is. */
function modelOf(use: string, folder: string): string {
  const path = join(folder, use);
  if (use.startsWith('/') || /^[A-Za-z]:[\\/]/.test(use)) return use;
  return use.startsWith('.') || existsSync(path) ? path : use;
}
