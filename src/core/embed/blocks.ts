import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';

/** A model on a server with OpenAI's interface: Ollama, llama.cpp, vLLM, TEI, LM Studio. */
export interface EmbeddingServer {
  /** Address before `/embeddings`: `http://127.0.0.1:11434/v1`. */
  readonly server: string;
  /** As the server calls it. */
  readonly model: string;
  /** Numbers in a vector; whatever the model gives when left out. */
  readonly dimensions?: number;
}

/** Vectors of one's own, in a file of NumPy: a row for every row of the pool, or one for each id. */
export interface VectorsFile {
  /** Path of an `.npy` file, relative to the project file. */
  readonly vectors: string;
  /** `id`: the ids stand in a text file beside it, one a line. */
  readonly by: 'row' | 'id';
}

/** Vectors of one's own, as lists of numbers in a field of the pool. */
export interface VectorsField {
  readonly field: string;
}

/** Where the vectors of a block come from that is no model of this machine. */
export type BlockSource = EmbeddingServer | VectorsFile | VectorsField;

/** One part of an embedding: vectors of unit length, and how much they count beside the others. */
export interface EmbeddingBlock {
  /** `lexical`, a model that comes with the product, a hub id or a folder; for people where there is a `source`. */
  readonly use: string;
  /** Chosen by `defaultWeights` when left out. */
  readonly weight?: number;
  /** Where the vectors come from if not from a model of that name. */
  readonly source?: BlockSource;
}

/** What a project file gives as `embedding`: one name, or blocks. */
export type EmbeddingSetting =
  | string
  | readonly (
      | string
      | EmbeddingBlock
      | { readonly folder: string; readonly weight?: number }
      | { readonly hub: string; readonly weight?: number }
      | (BlockSource & { readonly weight?: number })
    )[];

export const lexicalBlock = 'lexical';
/** The table of word pieces that comes with the product: made from that model, quick, and less exact. */
export const staticBlock = 'static';
/** The sentence model that comes with the product. */
export const bundledModel = 'bge-small-en-v1.5';

/** Names that mean the product's own embeddings, whatever folders there are. */
export const reservedEmbeddings: readonly string[] = [
  'auto',
  lexicalBlock,
  staticBlock,
  bundledModel,
];

/** Whether a block is made by what comes with the product, and by nothing else. */
export function isOwn({ use, source }: EmbeddingBlock): boolean {
  return source === undefined && reservedEmbeddings.includes(use);
}

/**
 * Whether a block reads sentences, those of labels too: lexical vectors know nothing of words that the pool has not,
 * and vectors of one's own are of records only.
 */
export function readsLabels({ use, source }: Pick<EmbeddingBlock, 'use' | 'source'>): boolean {
  if (source) return 'server' in source;
  return use !== lexicalBlock;
}

/** The blocks of a setting, each by its name. */
export function blocksOf(setting: EmbeddingSetting): readonly EmbeddingBlock[] {
  if (typeof setting === 'string') return [{ use: setting }];
  return setting.map((block) => {
    if (typeof block === 'string') return { use: block };
    if ('use' in block) return block;
    const { weight, ...named } = block;
    return { ...namedBlock(named), ...(weight !== undefined && { weight }) };
  });
}

function namedBlock(
  block: { readonly folder: string } | { readonly hub: string } | BlockSource,
): EmbeddingBlock {
  if ('folder' in block) return { use: asPath(block.folder) };
  if ('hub' in block) return { use: block.hub };
  if ('server' in block) return { use: `${block.model} (${block.server})`, source: block };
  const use = 'field' in block ? `field ${block.field}` : `vectors ${block.vectors}`;
  return { use, source: block };
}

/**
 * What is left of a setting without models that do not come with the product; `lexical` where nothing is.
 * @param set under the first one `auto` may mean a model of the hub
 */
export function ownBlocks(setting: EmbeddingSetting, set: number): EmbeddingSetting {
  if (setting === 'auto') return set === 1 ? lexicalBlock : setting;
  const own = blocksOf(setting).filter((block) => block.use !== 'auto' && isOwn(block));
  return own.length === 0 ? lexicalBlock : own;
}

/** A setting as one string, the inverse of `blocksOf` for people: `½ lexical + bge-small-en-v1.5`. */
export function formatEmbedding(setting: EmbeddingSetting): string {
  return blocksOf(setting)
    .map(({ use, weight }) => weighted(use, weight ?? 1))
    .join(' + ');
}

/** `½ lexical`, `bge-small-en-v1.5`, `0.3 lexical`. */
export function weighted(name: string, weight: number): string {
  if (weight === 1) return name;
  return `${weight === 0.5 ? '½' : weight} ${name}`;
}

/**
 * The weights of blocks, those that are given and those that are not: lexical vectors count half beside a
 * sentence model, everything else counts whole, lexical vectors beside static ones among it.
 */
export function defaultWeights(blocks: readonly EmbeddingBlock[]): number[] {
  const besideModel = blocks.some(({ use }) => use !== lexicalBlock && use !== staticBlock);
  return blocks.map(({ use, weight }) => {
    if (weight !== undefined) return weight;
    return use === lexicalBlock && besideModel ? 0.5 : 1;
  });
}

/** The name of joined vectors, by which heads know what they were fitted on. */
export function joinedFingerprint(
  blocks: readonly { readonly fingerprint: string; readonly weight: number }[],
): string {
  if (blocks.length === 1) return blocks[0]!.fingerprint;
  return `blocks-1(${blocks.map(({ fingerprint, weight }) => `${weight}*${fingerprint}`).join('+')})`;
}

/** The blocks with a weight each; see `defaultWeights`. */
export function weighed(
  blocks: readonly EmbeddingBlock[],
): (EmbeddingBlock & { readonly weight: number })[] {
  const weights = defaultWeights(blocks);
  return blocks.map((block, i) => ({ ...block, weight: weights[i]! }));
}

/** A block's vectors on their way into joined ones. */
export interface BlockRows {
  /** rows × dimensions, row-major; each row of unit length, or of zeros. */
  readonly data: Float32Array;
  readonly dimensions: number;
  readonly weight: number;
}

/**
 * Joins the blocks of each row: x = concat(w₁·x₁, w₂·x₂, …) / ‖·‖.
 * @returns rows × the sum of the dimensions, row-major; a row of zeros stays one.
 * @throws UserError where the blocks have different numbers of rows.
 */
export function joinRows(blocks: readonly BlockRows[], rows: number): Float32Array {
  const width = blocks.reduce((sum, { dimensions }) => sum + dimensions, 0);
  const joined = new Float32Array(rows * width);
  for (const { data, dimensions } of blocks) {
    if (data.length !== rows * dimensions) {
      throw new UserError(message('vectors.blocksDiffer', {}));
    }
  }
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    let at = row * width;
    for (const { data, dimensions, weight } of blocks) {
      const begin = row * dimensions;
      for (let j = 0; j < dimensions; j++) {
        const value = weight * data[begin + j]!;
        joined[at++] = value;
        squares += value * value;
      }
    }
    if (squares === 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let i = row * width; i < (row + 1) * width; i++) joined[i]! *= scale;
  }
  return joined;
}

/** A block's vectors of the labels; `data` is left out where the block knows nothing of their words. */
export interface LabelBlock {
  /** labels × dimensions, row-major; each row of unit length. */
  readonly data?: Float32Array;
  readonly dimensions: number;
  readonly weight: number;
}

/**
 * Labels beside records that `joinRows` has joined: row-scaled like a record in which no block is zero, and zero in
 * the blocks that know nothing of the labels' words.
 * @returns labels × the sum of the dimensions, row-major
 */
export function labelRows(
  blocks: readonly LabelBlock[],
  labels: number,
): Float32Array<ArrayBuffer> {
  const width = blocks.reduce((sum, { dimensions }) => sum + dimensions, 0);
  const norm = Math.sqrt(blocks.reduce((sum, { weight }) => sum + weight * weight, 0));
  const rows = new Float32Array(labels * width);
  let first = 0;
  for (const { data, dimensions, weight } of blocks) {
    for (let row = 0; data && row < labels; row++) {
      for (let j = 0; j < dimensions; j++) {
        rows[row * width + first + j] = (weight * data[row * dimensions + j]!) / norm;
      }
    }
    first += dimensions;
  }
  return rows;
}

/** A folder as a name that is no hub id. */
function asPath(folder: string): string {
  return /^(\.{1,2}[\\/]|[\\/]|[A-Za-z]:[\\/])/.test(folder) ? folder : `./${folder}`;
}
