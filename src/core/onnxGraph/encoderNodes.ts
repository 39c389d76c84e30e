import { UserError } from '../errors.ts';
import { message } from '../messages/messages.ts';
import type { EncoderModelBlock, Pooling as PoolingName } from '../modelFolder/exportedModel.ts';
import type { EncoderFile } from './encoderFile.ts';
import type { GraphNodes } from './graphNodes.ts';
import { sumOverTokens } from './staticNodes.ts';

/** Subtracted from padding, so that it is never the maximum. */
const FAR = 1e30;

const poolings: Readonly<Record<PoolingName, (pooling: Pooling) => string>> = {
  mean: ({ graph, mask, hidden, dimensions }) => sumOverTokens(graph, mask, hidden, dimensions),
  cls: ({ graph, hidden }) =>
    graph.add('Gather', [hidden, graph.integer(0)], { integers: { axis: 1 } }),
  last(pooling) {
    const { graph } = pooling;
    const { nth, length } = positions(pooling);
    return selected(pooling, graph.cast(graph.add('Equal', [nth, length]), 'float64'));
  },
  'weighted mean': (pooling) => selected(pooling, positions(pooling).nth),
  max({ graph, mask, hidden, operators }) {
    const padding = graph.add('Sub', [mask, graph.number(1)]);
    const lowered = graph.reshape(graph.add('Mul', [padding, graph.number(FAR)]), 0, -1, 1);
    const inputs = [graph.add('Add', [hidden, lowered])];
    const axes = [1];
    return operators < 18
      ? graph.add('ReduceMax', inputs, { integerLists: { axes }, integers: { keepdims: 0 } })
      : graph.add('ReduceMax', [...inputs, graph.integers(...axes)], { integers: { keepdims: 0 } });
  },
};

interface Pooling {
  readonly graph: GraphNodes;
  /** Texts × tokens, float64: 1, or 0 for padding. */
  readonly mask: string;
  /** Texts × tokens × dimensions, float64. */
  readonly hidden: string;
  readonly dimensions: number;
  readonly operators: number;
}

/**
 * The sentence vectors of an encoder's texts, not normalised: texts × dimensions, float64.
 * @throws UserError if the encoder has no such output
 */
export function sentenceVectors(
  graph: GraphNodes,
  encoder: EncoderFile,
  { output, pooling, name, dimensions }: EncoderModelBlock,
): string {
  const { outputs, operators } = encoder;
  const pool = pooling && poolings[pooling];
  const source = outputs.find(
    (candidate) => candidate.name === output && (!pool || (candidate.rank ?? 3) === 3),
  );
  if (!source) {
    const names = outputs.map((candidate) => candidate.name);
    throw new UserError(message('onnx.noVectors', { name, outputs: names }));
  }
  const vectors = graph.cast(source.name, 'float64');
  if (!pool) return vectors;
  const mask = graph.cast(graph.input('attention_mask', 'int64', ['texts', 'tokens']), 'float64');
  return pool({ graph, mask, hidden: vectors, dimensions, operators });
}

/** Each token's position among those of its text, from 1 (texts × tokens), and their number. */
function positions({ graph, mask }: Pooling): { nth: string; length: string } {
  const nth = graph.add('CumSum', [mask, graph.integer(1)]);
  const last = graph.add('Gather', [nth, graph.integer(-1)], { integers: { axis: 1 } });
  return { nth, length: graph.reshape(last, -1, 1) };
}

/** The sum over a text's tokens, with weights. */
function selected({ graph, mask, hidden, dimensions }: Pooling, weights: string): string {
  return sumOverTokens(graph, graph.add('Mul', [weights, mask]), hidden, dimensions);
}
