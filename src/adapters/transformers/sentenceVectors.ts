import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { Pooling } from '../../core/modelFolder/exportedModel.ts';
import {
  firstPooling,
  lastPooling,
  maxPooling,
  meanPooling,
  toUnitLength,
  weightedMeanPooling,
} from './pooling.ts';

const pools: Readonly<Record<Pooling, typeof meanPooling>> = {
  mean: meanPooling,
  cls: firstPooling,
  max: maxPooling,
  last: lastPooling,
  'weighted mean': weightedMeanPooling,
};

export interface VectorsWanted {
  /** Tokens of each row, padding included. */
  readonly width: number;
  /** Tokens of each text. */
  readonly lengths: readonly number[];
  readonly pooling?: Pooling;
  readonly wholeOnly?: boolean;
}

/** A tensor as returned by onnxruntime. */
export interface Output {
  readonly dims: readonly number[];
  readonly data: unknown;
}

export type Outputs = Readonly<Record<string, Output | undefined>>;

/** Names that exporters use for token vectors and for text vectors. */
const ofTokens = ['last_hidden_state', 'token_embeddings'];
const ofTexts = ['sentence_embedding', 'sentence_embeddings', 'text_embeds', 'embeddings'];
/** Two-dimensional too, but not sentence embeddings. */
const others = ['logits', 'pooler_output'];

export interface SentenceVectors {
  readonly pooled: Float32Array;
  readonly dimensions: number;
  readonly output: string;
  readonly made: string;
}

/**
 * Finds the text vectors among a graph's outputs, by name or by shape. Token vectors are pooled by
 * the given method; without one, the graph's own text vectors are used if it has any.
 * @returns texts × dimensions, of unit length; the name of the output; and how they were computed:
 * a pooling, or that name
 * @throws Error if there are none.
 */
export function sentenceVectors(
  outputs: Outputs,
  { width, lengths, pooling, wholeOnly = false }: VectorsWanted,
): SentenceVectors {
  const texts = lengths.length;
  const named = (names: readonly string[], rank: number): [string, Output][] =>
    names.flatMap((name) => {
      const tensor = outputs[name];
      return tensor && isOf(tensor, rank) ? [[name, tensor]] : [];
    });
  const isOf = ({ dims, data }: Output, rank: number): boolean =>
    dims.length === rank &&
    dims[0] === texts &&
    (rank === 2 || dims[1] === width) &&
    data instanceof Float32Array;
  const rest = Object.keys(outputs).filter((name) => !others.includes(name));
  const [whole] = [...named(ofTexts, 2), ...named(rest, 2)];
  const [tokens] = [...named(ofTokens, 3), ...named(rest, 3)];
  if (whole && (wholeOnly || pooling === undefined || !tokens)) {
    const [name, { dims, data }] = whole;
    const dimensions = dims[1]!;
    const rows = (data as Float32Array).slice();
    return { pooled: toUnitLength(rows, texts, dimensions), dimensions, output: name, made: name };
  }
  if (!tokens || wholeOnly) {
    const code = wholeOnly ? 'model.layersAfterPooling' : 'model.noTokenVectors';
    throw new UserError(message(code, { outputs: Object.keys(outputs) }));
  }
  const [output, { dims, data }] = tokens;
  const dimensions = dims[2]!;
  const how = pooling ?? 'mean';
  const pooled = pools[how](data as Float32Array, width, dimensions, lengths);
  return { pooled, dimensions, output, made: how };
}
