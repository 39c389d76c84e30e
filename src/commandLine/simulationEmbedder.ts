import { message } from '../core/messages/messages.ts';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { bundledModelsFolder } from '../adapters/bundledModels/bundledModelsFolder.ts';
import {
  bundledModel,
  defaultWeights,
  joinRows,
  labelRows,
  lexicalBlock,
  readsLabels,
  staticBlock,
  type EmbeddingBlock,
} from '../core/embed/blocks.ts';
import type { Embedder } from '../core/embed/embedder.ts';
import { fitLexical } from '../core/embed/fitLexical.ts';
import { lexicalShare, type LexicalShare } from '../core/embed/lexicalShare.ts';
import { UserError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { recordIdOf } from '../core/record.ts';
import type { OwnVectorTable } from './ownVectorTables.ts';
import { embedPool } from '../engine/embedding/embeddingCache.ts';
import { openSimulatedServer, requireAllowedServers, withKeyVariable } from './simulatedServers.ts';

/**
 * The meaning of `auto` here, from the first draw on: in the editor the model's vectors arrive a
 * little later.
 */
export const autoBlocks: readonly EmbeddingBlock[] = [{ use: lexicalBlock }, { use: bundledModel }];

export interface SimulationEmbedderOptions {
  readonly blocks: readonly EmbeddingBlock[];
  /** All texts that any run may need. */
  readonly texts: readonly string[];
  /** The labels' texts for models. */
  readonly labelTexts?: readonly string[] | undefined;
  /** The user's own vectors by the block's name. */
  readonly vectorTables?: ReadonlyMap<string, OwnVectorTable>;
  /** Of lexical vectors. */
  readonly dimensions: number;
  /** Hosts that texts may be sent to, besides this machine. */
  readonly allowedHosts?: readonly string[];
  /** Cache of model vectors between runs of the program. */
  readonly cacheFolder?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

export interface SimulationEmbedder {
  /**
   * Creates the embedder of a pool's texts for a seed: the lexical block is fitted on these texts
   * only.
   */
  readonly make: (texts: readonly string[], seed: number) => Promise<Embedder>;
  /** The labels for records with this many dimensions: labels × dimensions, row-major. */
  readonly labelVectors: (dimensions: number) => Float32Array;
  /**
   * How records with this many dimensions were concatenated, if the weight of the lexical block is
   * chosen.
   */
  readonly share: (dimensions: number) => LexicalShare | undefined;
}

/**
 * @throws UserError for a block that is neither bundled nor a folder nor vectors by row nor a model
 * on a server that may receive texts
 */
export function requireKnown(
  blocks: readonly EmbeddingBlock[],
  allowedHosts: readonly string[],
): void {
  requireAllowedServers(blocks, allowedHosts);
  const unsupported = blocks.find(
    ({ source }) =>
      source && !('server' in source) && !('vectors' in source && source.by === 'row'),
  );
  if (unsupported) {
    throw new UserError(message('simulate.notInFiles', { model: unsupported.use }));
  }
  const builtIn = [lexicalBlock, staticBlock, bundledModel];
  const unknown = blocks.find(
    ({ use, source }) => !source && !builtIn.includes(use) && !existsSync(use),
  );
  if (!unknown) return;
  throw new UserError(
    message('simulate.unknownEmbedding', { name: unknown.use, known: ['auto', ...builtIn] }),
  );
}

/**
 * Embeds all texts with every model among the blocks, once for all runs.
 * @throws UserError if a model is missing or unusable
 * @throws CancelledError
 */
export async function simulationEmbedder(
  options: SimulationEmbedderOptions,
): Promise<SimulationEmbedder> {
  const { blocks, dimensions, signal, onProgress } = options;
  const weights = defaultWeights(blocks);
  const texts = [...new Map(options.texts.map((text) => [recordIdOf(text), text])).values()];
  const tables: (VectorTable | undefined)[] = [];
  for (const block of blocks) {
    const supplied = options.vectorTables?.get(block.use);
    if (supplied) tables.push(tableOfSupplied(block.use, texts, supplied));
    else tables.push(readsLabels(block) ? await tableOf(block, texts, options) : undefined);
  }
  const make: SimulationEmbedder['make'] = async (poolTexts, seed) => {
    const source = {
      size: poolTexts.length,
      texts: async (from: number, to: number) => poolTexts.slice(from, to),
    };
    const parts: { readonly embedder: Embedder; readonly weight: number }[] = [];
    for (const [i, table] of tables.entries()) {
      const embedder =
        table ??
        (await fitLexical(source, {
          seed,
          dimensions,
          pause: setImmediate,
          ...(signal && { signal }),
          ...(onProgress && { onProgress }),
        }));
      parts.push({ embedder, weight: weights[i]! });
    }
    return parts.length === 1 ? parts[0]!.embedder : joinEmbedders(parts);
  };
  const widths = (dimensions: number): number[] => {
    const modelDimensions = tables.reduce((sum, table) => sum + (table?.dimensions ?? 0), 0);
    return tables.map((table) => table?.dimensions ?? dimensions - modelDimensions);
  };
  const labelVectors = (dimensions: number): Float32Array => {
    const blockWidths = widths(dimensions);
    const parts = tables.map((table, i) => ({
      ...(table?.labels && { data: table.labels }),
      dimensions: blockWidths[i]!,
      weight: weights[i]!,
    }));
    return labelRows(parts, options.labelTexts?.length ?? 0);
  };
  const share = (dimensions: number): LexicalShare | undefined =>
    lexicalShare(blocks, widths(dimensions));
  return { make, labelVectors, share };
}

function joinEmbedders(
  parts: readonly { readonly embedder: Embedder; readonly weight: number }[],
): Embedder {
  return {
    name: parts.map(({ embedder }) => embedder.name).join(' + '),
    dimensions: parts.reduce((sum, { embedder }) => sum + embedder.dimensions, 0),
    fingerprint: parts.map(({ embedder }) => embedder.fingerprint).join('+'),
    embed: async (texts, signal) => {
      const blocks = [];
      for (const { embedder, weight } of parts) {
        const data = await embedder.embed(texts, signal);
        blocks.push({ data, dimensions: embedder.dimensions, weight });
      }
      return joinRows(blocks, texts.length);
    },
  };
}

/** Precomputed vectors, by text. */
class VectorTable implements Embedder {
  readonly name: string;
  readonly dimensions: number;
  readonly fingerprint: string;
  /** Row-major, in the order of `labelTexts`; undefined if labels cannot be embedded. */
  readonly labels: Float32Array | undefined;
  readonly #rows: ReadonlyMap<string, number>;
  readonly #data: Float32Array;

  constructor(
    embedder: Pick<Embedder, 'name' | 'dimensions' | 'fingerprint'>,
    texts: readonly string[],
    data: Float32Array,
    labels?: Float32Array,
  ) {
    this.name = embedder.name;
    this.dimensions = embedder.dimensions;
    this.fingerprint = embedder.fingerprint;
    this.labels = labels;
    this.#rows = new Map(texts.map((text, row) => [recordIdOf(text), row]));
    this.#data = data;
  }

  async embed(texts: readonly string[]): Promise<Float32Array> {
    const { dimensions } = this;
    const out = new Float32Array(texts.length * dimensions);
    texts.forEach((text, i) => {
      const row = this.#rows.get(recordIdOf(text))!;
      out.set(this.#data.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions);
    });
    return out;
  }
}

function tableOfSupplied(
  name: string,
  texts: readonly string[],
  { dimensions, byText }: OwnVectorTable,
): VectorTable {
  const data = new Float32Array(texts.length * dimensions);
  texts.forEach((text, row) => data.set(byText.get(recordIdOf(text))!, row * dimensions));
  return new VectorTable({ name, dimensions, fingerprint: name }, texts, data);
}

/** @param texts distinct ones */
async function tableOf(
  block: EmbeddingBlock,
  texts: readonly string[],
  options: SimulationEmbedderOptions,
): Promise<VectorTable> {
  try {
    const embedder = await openModel(block, options);
    try {
      const data = await cachedVectors(texts, embedder, options);
      const labels = await labelVectorsOf(embedder, options);
      return new VectorTable(embedder, texts, data, labels);
    } finally {
      await embedder.close?.();
    }
  } catch (error) {
    throw withKeyVariable(error);
  }
}

/** The vectors of distinct texts, from the cache as far as it has them. */
async function cachedVectors(
  texts: readonly string[],
  embedder: Embedder,
  { cacheFolder = defaultCacheFolder(), signal, onProgress }: SimulationEmbedderOptions,
): Promise<Float32Array> {
  const ids = texts.map(recordIdOf);
  // A separate file for each set of texts, so that no set evicts another.
  const name = createHash('sha256').update(ids.join()).update(embedder.fingerprint).digest('hex');
  const store = await embedPool({
    pool: {
      size: texts.length,
      idBytes: Buffer.from(ids.join(''), 'hex'),
      texts: async (from, to) => texts.slice(from, to),
    },
    embedder,
    file: join(cacheFolder, `${name.slice(0, 16)}.vectors`),
    memoryBudget: Infinity,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  return store.all()!.data;
}

/** The vectors of the labels; two labels may have the same text. */
async function labelVectorsOf(
  embedder: Embedder,
  options: SimulationEmbedderOptions,
): Promise<Float32Array> {
  const { labelTexts = [] } = options;
  const distinct = [...new Map(labelTexts.map((text) => [recordIdOf(text), text])).values()];
  if (distinct.length === 0) return new Float32Array();
  const data = await cachedVectors(distinct, embedder, options);
  return new VectorTable(embedder, distinct, data).embed(labelTexts);
}

async function openModel(
  { use, source }: EmbeddingBlock,
  { allowedHosts = [], cacheFolder = defaultCacheFolder(), signal }: SimulationEmbedderOptions,
): Promise<Embedder> {
  if (source && 'server' in source) {
    return openSimulatedServer(source, allowedHosts, { cacheFolder, signal });
  }
  if (use === staticBlock) {
    const { openStatic, staticFolder } = await import('../adapters/bundledModels/openStatic.ts');
    return openStatic(join(bundledModelsFolder(), staticFolder), setImmediate);
  }
  if (use === bundledModel) {
    const { openBundledModel } = await import('../adapters/transformers/bundledModel.ts');
    return openBundledModel(use, bundledModelsFolder(), signal);
  }
  const { openTransformer } = await import('../adapters/transformers/transformerEmbedder.ts');
  return openTransformer({
    model: resolve(use),
    cacheDir: defaultCacheFolder(),
    allowDownload: false,
    ...(signal && { signal }),
  });
}

function defaultCacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(base, 'marginalia', 'simulate');
}
