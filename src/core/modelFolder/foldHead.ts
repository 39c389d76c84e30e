import { NotYetError } from '../errors.ts';
import { CommitteeHead } from '../heads/committeeHead.ts';
import type { Head } from '../heads/head.ts';
import { LogisticHead } from '../heads/logisticHead.ts';
import { OneVsRestHead } from '../heads/oneVsRestHead.ts';
import { thresholdsWithTemperature } from '../heads/temperature.ts';
import { message } from '../messages/messages.ts';
import type { ExportedHead, ModelBlock } from './exportedModel.ts';

/**
 * Folds the temperature of a head's probabilities and the weights of its blocks into W.
 * @param blocks the blocks of its vectors, in order
 * @param temperature T > 0
 * @throws NotYetError if the head is not linear; RangeError if the blocks do not match the head
 */
export function foldHead(
  head: Head,
  blocks: readonly Pick<ModelBlock, 'dimensions' | 'weight'>[],
  temperature = 1,
): ExportedHead {
  const factors = blocks.flatMap(({ dimensions, weight }) =>
    new Array<number>(dimensions).fill(weight),
  );
  if (factors.length !== head.dimensions) {
    throw new RangeError(`foldHead: ${factors.length} dimensions for a head of ${head.dimensions}`);
  }
  if (head instanceof CommitteeHead) {
    const folded = { ...scaled(head, factors, 1), members: head.members };
    return temperature === 1 ? folded : { ...folded, temperature };
  }
  if (head instanceof LogisticHead) return { ...scaled(head, factors, temperature), members: 1 };
  if (head instanceof OneVsRestHead) {
    const thresholds = head.thresholds && thresholdsWithTemperature(head.thresholds, temperature);
    return {
      ...scaled(head, factors, temperature),
      members: 1,
      ...(thresholds && { thresholds }),
    };
  }
  throw new NotYetError(message('modelFolder.dropout', {}));
}

function scaled(
  { weights: { cols, data }, bias }: LogisticHead | OneVsRestHead | CommitteeHead,
  factors: readonly number[],
  temperature: number,
): Pick<ExportedHead, 'weights' | 'bias'> {
  return {
    weights: data.map((w, i) => (w * factors[Math.floor(i / cols)]!) / temperature),
    bias: bias.map((b) => b / temperature),
  };
}
