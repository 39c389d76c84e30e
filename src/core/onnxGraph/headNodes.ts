import type { ExportedHead, ExportedModel } from '../modelFolder/exportedModel.ts';
import type { GraphNodes } from './graphNodes.ts';
import { floor } from './lexicalNodes.ts';

/** A block's vectors: texts × dimensions, float64, not normalised. */
export interface BlockVectors {
  readonly vectors: string;
  readonly dimensions: number;
  /** Relative to the other blocks. */
  readonly weight: number;
}

/**
 * The probabilities of a model (formulas in `ExportedModel`): texts × c, float32, as the output
 * `probabilities`; with several labels also the output `chosen`, whether each label applies.
 */
export function addHead(
  graph: GraphNodes,
  blocks: readonly BlockVectors[],
  { task, labels, head }: Pick<ExportedModel, 'task' | 'labels' | 'head'>,
): void {
  const scores = addScores(graph, blocks, head);
  const c = labels.length;
  const shape = ['texts', c];
  const exact = task === 'multi' ? graph.add('Sigmoid', [scores]) : softmax(graph, scores, head, c);
  const probabilities = graph.cast(exact, 'float32');
  graph.output(probabilities, { name: 'probabilities', type: 'float32', shape });
  if (!head.thresholds) return;
  const below = graph.add('Less', [probabilities, graph.constant(head.thresholds)]);
  graph.output(graph.add('Not', [below]), { name: 'chosen', type: 'bool', shape });
}

/** texts × (members · c). */
function addScores(
  graph: GraphNodes,
  blocks: readonly BlockVectors[],
  { weights, bias }: ExportedHead,
): string {
  const width = bias.length;
  let row = 0;
  const parts = blocks.map(({ vectors, dimensions, weight }) => {
    const own = weights.subarray(row * width, (row + dimensions) * width);
    row += dimensions;
    const w = graph.cast(graph.constant(own, [dimensions, width]), 'float64');
    const ones = graph.constant(new Float64Array(dimensions).fill(1), [dimensions, 1]);
    // A product with ones sums every row: the axes of ReduceSum moved with operator set 13.
    const squares = graph.add('MatMul', [graph.add('Mul', [vectors, vectors]), ones]);
    const unit = graph.add('Div', [vectors, graph.add('Sqrt', [floor(graph, squares)])]);
    const isThere = graph.cast(graph.add('Greater', [squares, graph.number(0)]), 'float64');
    return {
      scores: graph.add('MatMul', [unit, w]),
      square: graph.add('Mul', [isThere, graph.number(weight * weight)]),
    };
  });
  const total = (names: string[]): string => names.reduce((a, b) => graph.add('Add', [a, b]));
  const squares = total(parts.map(({ square }) => square));
  const scores = total(parts.map((part) => part.scores));
  const joined =
    blocks.length === 1
      ? scores
      : graph.add('Div', [scores, graph.add('Sqrt', [floor(graph, squares)])]);
  return graph.add('Add', [joined, graph.cast(graph.constant(bias), 'float64')]);
}

/** Averaged over several members, at the head's temperature. */
function softmax(
  graph: GraphNodes,
  scores: string,
  { members, temperature }: ExportedHead,
  c: number,
): string {
  const rowwise = (rows: string): string => graph.add('Softmax', [rows], { integers: { axis: 1 } });
  if (members === 1) return rowwise(scores);
  const each = graph.reshape(rowwise(graph.reshape(scores, -1, c)), -1, members, c);
  const shares = new Float64Array(members).fill(1 / members);
  const mean = graph.reshape(
    graph.add('MatMul', [graph.constant(shares, [1, members]), each]),
    -1,
    c,
  );
  if (temperature === undefined) return mean;
  const logarithms = graph.add('Log', [floor(graph, mean)]);
  return rowwise(graph.add('Div', [logarithms, graph.number(temperature)]));
}
