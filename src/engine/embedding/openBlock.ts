import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import {
  blocksOf,
  bundledModel,
  lexicalBlock,
  staticBlock,
  type BlockSource,
  type EmbeddingBlock,
} from '../../core/embed/blocks.ts';
import { originOf } from '../../core/embed/serverAddress.ts';
import type { Embedder } from '../../core/embed/embedder.ts';
import type { EmbedParams } from '../../core/engine/embeddingApi.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import type { KnownModel } from '../../core/embed/knownModel.ts';
import type { Pool } from '../../core/pool/openPool.ts';
import { withDiskErrors } from './embeddingFile.ts';
import { openLexical, type LexicalCacheOptions } from './lexicalCache.ts';
import { openOwnVectors } from './ownVectors.ts';
import { vectorsOfField, vectorsOfFile } from './vectorSources.ts';
import type { EngineOptions } from '../engineOptions.ts';
import type { OpenPoolParams } from '../../core/engine/poolApi.ts';
import type { OpenedBlock } from './usedBlock.ts';

export interface BlockOpenerOptions extends Pick<
  EngineOptions,
  'openTransformer' | 'openBundledModel' | 'openStatic' | 'openServer' | 'openVectors'
> {
  readonly poolParams: OpenPoolParams;
  readonly pool: LexicalCacheOptions['pool'];
  /** The pool with its fields. */
  readonly records: () => Pool;
  readonly params: Omit<EmbedParams, 'embedding'>;
  readonly work: WorkOptions;
}

/** Model of `auto` if it is installed or its download was agreed to. */
const autoModel = 'Xenova/all-MiniLM-L6-v2';

/** The blocks of an embedding; `auto` includes a model if one is installed or may be downloaded. */
export function requestedBlocks({
  embedding,
  modelsDir,
  allowDownload,
}: Pick<EmbedParams, 'embedding' | 'modelsDir' | 'allowDownload'>): readonly EmbeddingBlock[] {
  if (embedding !== 'auto') return blocksOf(embedding);
  const isAvailable = allowDownload || existsSync(join(modelsDir, autoModel));
  return [{ use: isAvailable ? autoModel : lexicalBlock }];
}

/**
 * Opens a block of an embedding by name: `lexical`, fitted on the pool if necessary; `static` and a
 * bundled model; a hub model; a folder, relative to the project file; a model on a server; or the
 * user's own vectors.
 * @throws UserError if a model is missing or cannot be used; CancelledError.
 */
export async function openBlock(
  { use, source }: EmbeddingBlock,
  options: BlockOpenerOptions,
): Promise<OpenedBlock> {
  const { poolParams, pool, params, work, openTransformer, openBundledModel, openStatic } = options;
  const file = (suffix: string): string =>
    join(poolParams.cacheDir, `${poolParams.name}.${suffix}`);
  if (source) return openSource(source, options, file);
  if (use === lexicalBlock) {
    const { seed, dimensions, previousLexical: previous } = params;
    const fitted = await openLexical({
      pool,
      file: file('lexical.embedder'),
      seed,
      dimensions,
      ...(previous && { previous }),
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
  const model = modelOf(use, poolParams.folder);
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

/** Opens an external source: a model on a server, or existing vectors. */
async function openSource(
  source: BlockSource,
  { poolParams, records, params, work, openServer, openVectors }: BlockOpenerOptions,
  fileOf: (suffix: string) => string,
): Promise<OpenedBlock> {
  const digest = digestOf(JSON.stringify(source));
  if ('server' in source) {
    const origin = originOf(source.server);
    const { allowed = false, key } =
      params.servers?.find((server) => server.origin === origin) ?? {};
    const embedder = await openServerWithCachedFacts(fileOf(`server-${digest}.json`), openServer, {
      ...source,
      allowed,
      ...(key !== undefined && { key }),
      ...(work.signal && { signal: work.signal }),
    });
    return { embedder, file: fileOf(`server-${digest}.vectors`) };
  }
  const { folder, pool } = poolParams;
  const vectors =
    'field' in source
      ? await vectorsOfField(source, records())
      : await vectorsOfFile(source, records(), { folder, idField: pool.idField }, openVectors);
  try {
    const { embedder, problem } = await openOwnVectors(vectors, fileOf(`own-${digest}.seen`), work);
    return { embedder, file: fileOf(`own-${digest}.vectors`), ...(problem && { problem }) };
  } catch (error) {
    await vectors.close();
    throw error;
  }
}

/**
 * Opens a model on a server and stores its facts in a file: with these and cached vectors, the
 * server is not needed.
 * @param factsFile the file; its folder exists
 * @throws UserError as `openServer` does, or on a file system error; CancelledError.
 */
export async function openServerWithCachedFacts(
  factsFile: string,
  openServer: EngineOptions['openServer'],
  options: Omit<Parameters<EngineOptions['openServer']>[0], 'known' | 'onChanged'>,
): Promise<Embedder> {
  const known = await readKnownModel(factsFile);
  const embedder = await openServer({
    ...options,
    ...(known && { known }),
    onChanged: () => rm(factsFile, { force: true }),
  });
  await withDiskErrors(factsFile, () => writeFile(factsFile, JSON.stringify(embedder.known)));
  return embedder;
}

/** Cached facts about a server's model; undefined if there are none. */
async function readKnownModel(factsFile: string): Promise<KnownModel | undefined> {
  try {
    const { dimensions, onRequest } = JSON.parse(await readFile(factsFile, 'utf8')) as KnownModel;
    return Number.isInteger(dimensions) && dimensions > 0 ? { dimensions, onRequest } : undefined;
  } catch {
    return undefined;
  }
}

/** Resolves a folder relative to the project file; returns a hub id unchanged. */
export function modelOf(use: string, folder: string): string {
  const path = join(folder, use);
  if (use.startsWith('/') || /^[A-Za-z]:[\\/]/.test(use)) return use;
  return use.startsWith('.') || existsSync(path) ? path : use;
}
