import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';

/** A model on a server with an OpenAI-compatible API: Ollama, llama.cpp, vLLM, TEI, LM Studio. */
export interface EmbeddingServer {
  /** Base address before `/embeddings`: `http://127.0.0.1:11434/v1`. */
  readonly server: string;
  /** The server's name for the model. */
  readonly model: string;
  /** Vector dimensions; the model's default if omitted. */
  readonly dimensions?: number;
}

/** The user's own vectors in a NumPy file: a row for every pool row, or one per id. */
export interface VectorsFile {
  /** Path of an `.npy` or `.npz` file, relative to the project file; `FILE.npz#NAME` is one array. */
  readonly vectors: string;
  /** `id`: the ids are in a text file next to it, one per line. */
  readonly by: 'row' | 'id';
}

/** The user's own vectors, as lists of numbers in a pool field. */
export interface VectorsField {
  readonly field: string;
}

/** Where a block's vectors come from, other than a model on this machine. */
export type BlockSource = EmbeddingServer | VectorsFile | VectorsField;

/** One part of an embedding: unit-length vectors with a weight relative to the other parts. */
export interface EmbeddingBlock {
  /**
   * `lexical`, a bundled model, a hub id or a folder; only a display name if there is a `source`.
   */
  readonly use: string;
  /** By `defaultWeights` if omitted. */
  readonly weight?: number;
  /** Source of the vectors, if not a model of that name. */
  readonly source?: BlockSource;
}

/** The `embedding` of a project file: one name, or blocks. */
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
/**
 * The bundled table of word piece vectors: distilled from the bundled model, fast, and less
 * accurate.
 */
export const staticBlock = 'static';
/** The bundled sentence model. */
export const bundledModel = 'bge-small-en-v1.5';

/** Names that always mean the bundled embeddings, even if a folder has the same name. */
export const reservedEmbeddings: readonly string[] = [
  'auto',
  lexicalBlock,
  staticBlock,
  bundledModel,
];

/** Whether a block needs only bundled parts. */
export function isBundled({ use, source }: EmbeddingBlock): boolean {
  return source === undefined && reservedEmbeddings.includes(use);
}

/**
 * Whether a block can embed sentences, and so labels: lexical vectors lack words that are not in
 * the pool, and the user's own vectors exist only for records.
 */
export function readsLabels({ use, source }: Pick<EmbeddingBlock, 'use' | 'source'>): boolean {
  if (source) return 'server' in source;
  return use !== lexicalBlock;
}

/** The blocks of a setting, each with its name. */
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

/** Whether two settings name the same blocks with the same weights. */
export function sameEmbedding(a: EmbeddingSetting, b: EmbeddingSetting): boolean {
  return a === b || JSON.stringify(blocksOf(a)) === JSON.stringify(blocksOf(b));
}

/**
 * Removes models that are not bundled from a setting; `lexical` if nothing remains.
 * @param set number of the set of defaults; in set 1, `auto` may mean a hub model
 */
export function ownBlocks(setting: EmbeddingSetting, set: number): EmbeddingSetting {
  if (setting === 'auto') return set === 1 ? lexicalBlock : setting;
  const own = blocksOf(setting).filter((block) => block.use !== 'auto' && isBundled(block));
  return own.length === 0 ? lexicalBlock : own;
}

/** A setting as one display string: `½ lexical + bge-small-en-v1.5`. */
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
 * The weights of blocks, given or default: lexical vectors count half next to a sentence model;
 * everything else counts fully, including lexical vectors next to static ones.
 */
export function defaultWeights(blocks: readonly EmbeddingBlock[]): number[] {
  const besideModel = blocks.some(({ use }) => use !== lexicalBlock && use !== staticBlock);
  return blocks.map(({ use, weight }) => {
    if (weight !== undefined) return weight;
    return use === lexicalBlock && besideModel ? 0.5 : 1;
  });
}

/** The fingerprint of concatenated vectors, stored with the heads fitted on them. */
export function joinedFingerprint(
  blocks: readonly { readonly fingerprint: string; readonly weight: number }[],
): string {
  if (blocks.length === 1) return blocks[0]!.fingerprint;
  return `blocks-1(${blocks.map(({ fingerprint, weight }) => `${weight}*${fingerprint}`).join('+')})`;
}

/** The blocks, each with a weight; see `defaultWeights`. */
export function weighed(
  blocks: readonly EmbeddingBlock[],
): (EmbeddingBlock & { readonly weight: number })[] {
  const weights = defaultWeights(blocks);
  return blocks.map((block, i) => ({ ...block, weight: weights[i]! }));
}

/** A block's vectors, to be concatenated. */
export interface BlockRows {
  /** rows × dimensions, row-major; each row of unit length, or zero. */
  readonly data: Float32Array;
  readonly dimensions: number;
  readonly weight: number;
}

/**
 * Concatenates the blocks of each row: x = concat(w₁·x₁, w₂·x₂, …) / ‖·‖.
 * @returns rows × the sum of the dimensions, row-major; zero rows stay zero
 * @throws UserError if the blocks have different numbers of rows
 */
export function joinRows(blocks: readonly BlockRows[], rows: number): Float32Array<ArrayBuffer> {
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

/** A block's vectors of the labels; without `data` if the block cannot embed them. */
export interface LabelBlock {
  /** labels × dimensions, row-major; each row of unit length. */
  readonly data?: Float32Array;
  readonly dimensions: number;
  readonly weight: number;
}

/**
 * Label vectors in the space of `joinRows`: scaled like a record without zero blocks, and zero in
 * the blocks that cannot embed labels.
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

/** A folder as a path that cannot be a hub id. */
function asPath(folder: string): string {
  return /^(\.{1,2}[\\/]|[\\/]|[A-Za-z]:[\\/])/.test(folder) ? folder : `./${folder}`;
}
