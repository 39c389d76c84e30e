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

/** What the lexical block's weight is chosen by. */
export interface Weighing {
  /** n × d training records, joined as the share says. */
  readonly x: Matrix;
  /** The labels beside them. */
  readonly labelVectors: Matrix | undefined;
  readonly share: LexicalShare;
  /** The weight in effect. */
  readonly present: number;
}

/**
 * @param blocks by which the pool is embedded now
 * @param now the training records and the labels on the present vectors
 * @param texts of the training records
 * @returns undefined where no lexical block stands beside a sentence model
 */
export async function weighingOf(
  blocks: readonly UsedBlock[],
  { x, labelVectors }: Pick<Weighing, 'x' | 'labelVectors'>,
  texts: () => Promise<readonly string[]>,
  signal: AbortSignal | undefined,
): Promise<Weighing | undefined> {
  const lexical = blocks.find(({ use }) => use === lexicalBlock);
  const share = lexicalShare(
    blocks.map(({ use, weight }) => (use === lexicalBlock ? { use } : { use, weight })),
    blocks.map(({ dimensions }) => dimensions),
  );
  if (!share || !lexical?.embedder) return undefined;
  const { weight: present } = lexical;
  const own = { ...share, weight: present };
  return {
    // Vectors by which the block counts nothing do not hold it.
    x:
      present > 0
        ? recordsAt(x, own, share.weight)
        : withLexical(x, await lexical.embedder.embed(await texts(), signal), share),
    labelVectors: labelVectors && labelsAt(labelVectors, own, share.weight),
    share,
    present,
  };
}

/** The fingerprint of the vectors if the lexical block weighed so much. */
export function fingerprintAt(blocks: readonly UsedBlock[], weight: number): string {
  return joinedFingerprint(
    blocks.map(({ use, fingerprint, weight: own }) => ({
      fingerprint,
      weight: use === lexicalBlock ? weight : own,
    })),
  );
}
