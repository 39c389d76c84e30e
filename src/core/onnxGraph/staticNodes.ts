import type { StaticTable } from '../embed/staticBytes.ts';
import type { GraphNodes } from './graphNodes.ts';

/**
 * The sums of the pieces' vectors, which `StaticEmbedder` scales to unit length: texts ×
 * dimensions, float64.
 * @param ids int64, texts × pieces; those in `specialIds` are ignored
 */
export function staticVectors(
  graph: GraphNodes,
  ids: string,
  { dimensions, scales, values }: StaticTable,
  specialIds: readonly number[],
): string {
  const weights = scales.slice();
  for (const id of specialIds) weights[id] = 0;
  const scale = graph.cast(graph.add('Gather', [graph.constant(weights), ids]), 'float64');
  const table = graph.constant(values, [scales.length, dimensions]);
  const rows = graph.cast(graph.add('Gather', [table, ids]), 'float64');
  return sumOverTokens(graph, scale, rows, dimensions);
}

/**
 * Σ over tokens of weight · vector: texts × dimensions.
 * @param weights texts × tokens
 * @param rows texts × tokens × dimensions
 */
export function sumOverTokens(
  graph: GraphNodes,
  weights: string,
  rows: string,
  dimensions: number,
): string {
  const across = graph.reshape(weights, 0, 1, -1); // 0: as many as there are
  return graph.reshape(graph.add('MatMul', [across, rows]), -1, dimensions);
}
