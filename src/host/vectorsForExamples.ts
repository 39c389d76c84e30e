import type { ModelBlock } from '../core/modelFolder/exportedModel.ts';
import type { VectorsByBlock } from '../core/modelFolder/modelScorer.ts';
import { Rng } from '../core/rng.ts';

/** Random unit vectors for the blocks that take vectors instead of texts. */
export function vectorsForExamples(blocks: readonly ModelBlock[], rows: number): VectorsByBlock {
  const rng = new Rng(1);
  return Object.fromEntries(
    blocks.flatMap((block) => {
      if (block.kind !== 'vectors') return [];
      const { name, dimensions } = block;
      return [[name, Array.from({ length: rows }, () => unitVector(rng, dimensions))]];
    }),
  );
}

function unitVector(rng: Rng, dimensions: number): Float32Array {
  const values = Array.from({ length: dimensions }, () => rng.normal());
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return Float32Array.from(values, (value) => value / norm);
}
