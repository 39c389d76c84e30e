import { joinedFingerprint, lexicalBlock } from '../../core/embed/blocks.ts';
import {
  labelsAt,
  lexicalShare,
  recordsAt,
  withLexical,
  type LexicalShare,
} from '../../core/embed/lexicalShare.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { UsedBlock } from '../embedding/usedBlock.ts';

/** Inputs for choosing the lexical block's weight. */
export interface WeightSearch {
  /** n × d training records, joined at the given share. */
  readonly x: Matrix;
  /** Label vectors joined at the same share. */
  readonly labelVectors: Matrix | undefined;
  readonly share: LexicalShare;
  /** The weight in effect. */
  readonly currentWeight: number;
}

/**
 * @param blocks that embed the pool now
 * @param now the training records and labels under the present vectors
 * @param texts of the training records
 * @returns undefined unless there are both a lexical block and a sentence model
 */
export async function weighingOf(
  blocks: readonly UsedBlock[],
  { x, labelVectors }: Pick<WeightSearch, 'x' | 'labelVectors'>,
  texts: () => Promise<readonly string[]>,
  signal: AbortSignal | undefined,
): Promise<WeightSearch | undefined> {
  const lexical = blocks.find(({ use }) => use === lexicalBlock);
  const share = lexicalShare(
    blocks.map(({ use, weight }) => (use === lexicalBlock ? { use } : { use, weight })),
    blocks.map(({ dimensions }) => dimensions),
  );
  if (!share || !lexical?.embedder) return undefined;
  const { weight: currentWeight } = lexical;
  const currentShare = { ...share, weight: currentWeight };
  return {
    // Vectors with zero weight for the lexical block do not contain it.
    x:
      currentWeight > 0
        ? recordsAt(x, currentShare, share.weight)
        : withLexical(x, await lexical.embedder.embed(await texts(), signal), share),
    labelVectors: labelVectors && labelsAt(labelVectors, currentShare, share.weight),
    share,
    currentWeight,
  };
}

/** Training records and labels under another weight of the lexical block. */
export function vectorsAt(
  { x, labelVectors, share }: WeightSearch,
  weight: number,
): Pick<WeightSearch, 'x' | 'labelVectors'> {
  return {
    x: recordsAt(x, share, weight),
    labelVectors: labelVectors && labelsAt(labelVectors, share, weight),
  };
}

/** Fingerprint of the vectors under the given weight of the lexical block. */
export function fingerprintAt(blocks: readonly UsedBlock[], weight: number): string {
  return joinedFingerprint(
    blocks.map(({ use, fingerprint, weight: blockWeight }) => ({
      fingerprint,
      weight: use === lexicalBlock ? weight : blockWeight,
    })),
  );
}
