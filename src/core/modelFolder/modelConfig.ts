import { UserError } from '../errors.ts';
import { characterClasses } from '../embed/characters.ts';
import { message } from '../messages/messages.ts';
import { unitClasses } from '../wordpiece/basicText.ts';
import type {
  EncoderModelBlock,
  ExportedHead,
  ExportedModel,
  ModelBlock,
} from './exportedModel.ts';
import { fromFloat16, toFloat16 } from './float16.ts';
import type { StoredTensor, Tensors } from './safetensors.ts';

/** The names of a model folder's files that the model is read from. */
export const modelFiles = {
  config: 'config.json',
  tensors: 'model.safetensors',
  vocabulary: 'vocabulary.txt',
  encoder: 'encoder.onnx',
  tokenizer: 'tokenizer.json',
  tokenizerConfig: 'tokenizer_config.json',
} as const;

/** Every file that an export may write; other files in the folder belong to the user. */
export const writtenNames: ReadonlySet<string> = new Set([
  ...Object.values(modelFiles),
  'README.md',
  'examples.jsonl',
  'requirements.txt',
  'package.json',
  'score.py',
  'score.mjs',
  'model.onnx',
  'prepare.py',
  'prepare.mjs',
]);

/** Marks an exported model folder, with the version of its layout. */
export const modelFormat = { format: 'marginalia model', version: 1 } as const;

/** A model as it is stored: tensors, and everything else in config.json. */
export interface StoredModel {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: Tensors;
  /** The lines of vocabulary.txt, if a block has one. */
  readonly pieces?: readonly string[];
}

/** @param half stores the lexical projection, nearly all of a lexical model, in float16 */
export function storedModel(model: ExportedModel, half = false): StoredModel {
  const { task, labels, blocks, head } = model;
  const { members, temperature, thresholds } = head;
  const rows = blocks.reduce((sum, { dimensions }) => sum + dimensions, 0);
  const tensors = new Map<string, StoredTensor>([
    ['head.weights', floats(head.weights, rows, head.bias.length)],
    ['head.bias', floats(head.bias, head.bias.length)],
  ]);
  let pieces: readonly string[] | undefined;
  const described = blocks.map((block, i) => {
    const put = (name: string, tensor: StoredTensor): void =>
      void tensors.set(`block${i}.${name}`, tensor);
    const { kind, dimensions, weight } = block;
    const common = { kind, dimensions, weight };
    switch (block.kind) {
      case 'lexical': {
        const { vocabulary, projection } = block.model;
        const { range, hashes, idf } = vocabulary;
        const columns = hashes.length;
        put('classes', bytes('U8', block.classes ?? characterClasses(), 65536));
        put('hashes', bytes('U32', hashes, columns));
        put('idf', floats(idf, columns));
        const packed = half ? toFloat16(projection) : projection;
        put('projection', bytes(half ? 'F16' : 'F32', packed, columns, dimensions));
        return { ...common, ngrams: range };
      }
      case 'static': {
        const { scales, values } = block.table;
        put('classes', bytes('U8', block.classes ?? unitClasses(), 65536));
        put('scales', floats(scales, scales.length));
        put('values', bytes('I8', values, scales.length, dimensions));
        ({ pieces } = block);
        return common;
      }
      case 'encoder': {
        const { kind: _, graph: __, tokenizer: ___, tokenizerConfig: ____, ...recipe } = block;
        return { ...common, ...recipe };
      }
      case 'vectors':
        return { ...common, name: block.name };
    }
  });
  const config = {
    ...modelFormat,
    task,
    labels,
    blocks: described,
    members,
    ...(temperature !== undefined && { temperature }),
    ...(thresholds && { thresholds: [...thresholds] }),
  };
  return { config, tensors, ...(pieces && { pieces }) };
}

/**
 * The inverse of `storedModel`.
 * @param fileOf the path of a file of the folder
 * @throws UserError if something is missing, of another size or of a later version
 */
export function readStoredModel(
  { config, tensors, pieces = [] }: StoredModel,
  fileOf: (name: string) => string,
): ExportedModel {
  const { format, version } = config;
  if (format !== modelFormat.format) throw damaged('format');
  if (version !== modelFormat.version) {
    throw new UserError(message('modelFolder.otherVersion', { version: String(version) }));
  }
  const { task, labels, blocks, members, temperature, thresholds } = config as unknown as {
    readonly task: ExportedModel['task'];
    readonly labels: readonly string[];
    readonly blocks: readonly BlockConfig[];
    readonly members: number;
    readonly temperature?: number;
    readonly thresholds?: readonly number[];
  };
  const take = (name: string, shape: readonly number[]): StoredTensor => {
    const tensor = tensors.get(name);
    if (!tensor || tensor.shape.some((size, i) => size !== shape[i])) throw damaged(name);
    return tensor;
  };
  const read = blocks.map((block, i): ModelBlock => {
    const { kind, dimensions, weight } = block;
    const common = { dimensions, weight };
    const at = (name: string, ...shape: number[]): StoredTensor => take(`block${i}.${name}`, shape);
    switch (kind) {
      case 'lexical': {
        const columns = tensors.get(`block${i}.hashes`)?.shape[0] ?? 0;
        const hashes = new Uint32Array(aligned(at('hashes', columns)));
        const idf = floatsOf(at('idf', columns));
        const projection = floatsOf(at('projection', columns, dimensions));
        const vocabulary = { range: block.ngrams, hashes, idf };
        const classes = at('classes', 65536).bytes;
        return { kind, ...common, classes, model: { vocabulary, dimensions, projection } };
      }
      case 'static': {
        const scales = floatsOf(at('scales', pieces.length));
        const values = new Int8Array(aligned(at('values', pieces.length, dimensions)));
        const classes = at('classes', 65536).bytes;
        return { kind, ...common, classes, table: { dimensions, scales, values }, pieces };
      }
      case 'encoder': {
        const files = {
          graph: fileOf(modelFiles.encoder),
          tokenizer: fileOf(modelFiles.tokenizer),
          tokenizerConfig: fileOf(modelFiles.tokenizerConfig),
        };
        return { ...block, ...files };
      }
      case 'vectors':
        return { kind, ...common, name: block.name };
      default:
        throw damaged('blocks');
    }
  });
  const width = members * labels.length;
  const rows = read.reduce((sum, { dimensions }) => sum + dimensions, 0);
  const head: ExportedHead = {
    weights: floatsOf(take('head.weights', [rows, width])),
    bias: floatsOf(take('head.bias', [width])),
    members,
    ...(temperature !== undefined && { temperature }),
    ...(thresholds && { thresholds: Float32Array.from(thresholds) }),
  };
  return { task, labels, blocks: read, head };
}

/** A block in config.json. */
type BlockConfig = { readonly dimensions: number; readonly weight: number } & (
  | {
      readonly kind: 'lexical';
      readonly ngrams: {
        readonly words: 1 | 2;
        readonly charMin: number;
        readonly charMax: number;
      };
    }
  | { readonly kind: 'static' }
  | Omit<EncoderModelBlock, 'graph' | 'tokenizer' | 'tokenizerConfig'>
  | { readonly kind: 'vectors'; readonly name: string }
);

function damaged(part: string): UserError {
  return new UserError(message('modelFolder.damaged', { part }));
}

function floats(values: Float32Array, ...shape: readonly number[]): StoredTensor {
  return bytes('F32', values, ...shape);
}

function bytes(
  dtype: StoredTensor['dtype'],
  { buffer, byteOffset, byteLength }: ArrayBufferView,
  ...shape: readonly number[]
): StoredTensor {
  return { dtype, shape, bytes: new Uint8Array(buffer, byteOffset, byteLength) };
}

function floatsOf(tensor: StoredTensor): Float32Array {
  const buffer = aligned(tensor);
  return tensor.dtype === 'F16' ? fromFloat16(new Uint16Array(buffer)) : new Float32Array(buffer);
}

/** A copy, since typed arrays must begin at a multiple of their width. */
function aligned({ bytes: stored }: StoredTensor): ArrayBuffer {
  return new Uint8Array(stored).buffer;
}
