import { prepareText } from '../embed/ngrams.ts';

/** An input of a graph, as stored in the configuration beside it. */
export type ModelInput =
  | { readonly kind: 'lexical'; readonly name: string }
  | { readonly kind: 'static'; readonly name: string }
  | EncoderInput
  | {
      readonly kind: 'vectors';
      readonly name: string;
      /** The block that the vectors belong to. */
      readonly block: string;
      readonly dimensions: number;
    };

export interface EncoderInput {
  readonly kind: 'encoder';
  /** Those of `input_ids`, `attention_mask` and `token_type_ids` that the graph has. */
  readonly names: readonly string[];
  /** Prepended to every text. */
  readonly prefix: string;
  /** A longer text loses its end, but not its closing token. */
  readonly maxTokens: number;
  /** Tokens are padded with the id `padding` to a multiple of this many. */
  readonly padTo: number;
  readonly padding: number;
}

/** The arguments of a runtime's tensor. */
export interface Feed {
  readonly type: 'int64' | 'float32';
  readonly data: BigInt64Array | Float32Array;
  readonly dims: readonly number[];
}

/** The tokenizers that a model needs. */
export interface Tokenizers {
  /** The word pieces of a text, without [CLS] and [SEP]. */
  readonly pieces?: (text: string) => ArrayLike<number>;
  /** The tokens of a text for a sentence model, at most as many as it takes. */
  readonly tokens?: (text: string) => readonly number[];
}

/**
 * The inputs of a graph for a text.
 * @param vectors those computed elsewhere, by block
 */
export function modelFeeds(
  inputs: readonly ModelInput[],
  { pieces, tokens }: Tokenizers,
  text: string,
  vectors: Readonly<Record<string, ArrayLike<number>>> = {},
): Record<string, Feed> {
  const feeds: Record<string, Feed> = {};
  for (const input of inputs) {
    switch (input.kind) {
      case 'lexical': {
        const prepared = prepareText(text);
        const units = Array.from({ length: prepared.length }, (_, i) => prepared.charCodeAt(i));
        feeds[input.name] = int64(units, units.length);
        break;
      }
      case 'static': {
        const ids = pieces!(text);
        feeds[input.name] = int64(ids, 1, ids.length);
        break;
      }
      case 'encoder':
        Object.assign(feeds, encoderFeeds(input, tokens!(text)));
        break;
      case 'vectors': {
        const data = Float32Array.from(vectors[input.block] ?? []);
        feeds[input.name] = { type: 'float32', data, dims: [1, input.dimensions] };
      }
    }
  }
  return feeds;
}

function encoderFeeds(
  { names, padTo, padding }: EncoderInput,
  ids: readonly number[],
): Record<string, Feed> {
  const width = Math.ceil(Math.max(1, ids.length) / padTo) * padTo;
  const rows: Readonly<Record<string, (at: number) => number>> = {
    input_ids: (at) => ids[at] ?? padding,
    attention_mask: (at) => (at < ids.length ? 1 : 0),
    token_type_ids: () => 0,
  };
  const row = (name: string): number[] => Array.from({ length: width }, (_, at) => rows[name]!(at));
  return Object.fromEntries(names.map((name) => [name, int64(row(name), 1, width)]));
}

function int64(values: ArrayLike<number>, ...dims: number[]): Feed {
  return { type: 'int64', data: BigInt64Array.from(Array.from(values), BigInt), dims };
}
