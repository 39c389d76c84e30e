import type { LexicalModel } from '../embed/lexicalModel.ts';
import { toFloat16 } from '../modelFolder/float16.ts';
import type { GraphNodes } from './graphNodes.ts';
import { ngramHashes } from './ngramNodes.ts';

/** Less than any square of a weight. */
const TINY = 1e-300;

/**
 * The lexical vector of a text, as in `LexicalEmbedder`, but before it is scaled to unit length: 1
 * × dimensions, float64. Sums are float64; the embedder rounds them to float32.
 * @param units int64, one-dimensional: the UTF-16 units of the prepared text
 * @param half stores the projection in float16
 */
export function lexicalVector(
  graph: GraphNodes,
  units: string,
  model: LexicalModel,
  half = false,
): string {
  const { vocabulary, dimensions, projection } = model;
  const { hashes, idf, range } = vocabulary;
  const found = graph.add('LabelEncoder', [ngramHashes(graph, units, range)], {
    domain: 'ai.onnx.ml',
    integerLists: { keys_int64s: hashes, values_int64s: hashes.map((_, column) => column) },
    integers: { default_int64: -1 },
  });
  const known = graph.where(graph.add('Greater', [found, graph.integer(-1)]), found);
  const [columns, , , counts] = graph.addWithOutputs('Unique', [known], 4);
  const of = (values: Float32Array): string =>
    graph.cast(graph.add('Gather', [graph.constant(values), columns!]), 'float64');
  const one = graph.number(1);
  const logarithm = graph.add('Log', [graph.cast(counts!, 'float64')]);
  const weights = graph.add('Mul', [graph.add('Add', [logarithm, one]), of(idf)]);
  // The last bit of a hash tells whether it is of words.
  const isWord = of(Float32Array.from(hashes, (hash) => hash & 1));
  const isCharacter = graph.add('Sub', [one, isWord]);
  const unitLength = (kind: string): string => {
    const own = graph.add('Mul', [weights, kind]);
    const squares = graph.sum(graph.add('Mul', [own, own]));
    return graph.add('Div', [own, graph.add('Sqrt', [floor(graph, squares)])]);
  };
  const row = graph.add('Add', [unitLength(isWord), unitLength(isCharacter)]);
  const vectors = graph.add('Gather', [
    graph.constant(half ? toFloat16(projection) : projection, [hashes.length, dimensions]),
    columns!,
  ]);
  return graph.add('MatMul', [graph.reshape(row, 1, -1), graph.cast(vectors, 'float64')]);
}

/** Raises squares to a minimum that is safe to divide by, or to take the root of. */
export function floor(graph: GraphNodes, squares: string): string {
  return graph.add('Max', [squares, graph.number(TINY)]);
}
