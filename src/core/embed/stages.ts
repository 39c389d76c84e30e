import type { DefaultSet } from '../projectFile/defaultSets.ts';
import {
  blocksOf,
  bundledModel,
  lexicalBlock,
  staticBlock,
  type EmbeddingBlock,
  type EmbeddingSetting,
} from './blocks.ts';

/** The vectors that a project begins with, and those that take over when a model has made them. */
export interface EmbeddingStages {
  readonly first: EmbeddingSetting;
  readonly later?: EmbeddingSetting;
}

/**
 * What labelling begins on, so that nobody waits for a model: the blocks that take seconds, or lexical
 * vectors where there are none. Models of the hub and of folders are waited for, as they always were.
 * @param set under the first one `auto` is what it was before a model came with the product
 */
export function stagesOf(setting: EmbeddingSetting, set: DefaultSet): EmbeddingStages {
  if (setting === 'auto') {
    return set === 1
      ? { first: 'auto' }
      : { first: [lexicalBlock, staticBlock], later: [lexicalBlock, bundledModel] };
  }
  const blocks = blocksOf(setting);
  const isSlow = ({ use, source }: EmbeddingBlock): boolean =>
    source ? 'server' in source : use === bundledModel;
  if (!blocks.some(isSlow)) return { first: setting };
  const fast = blocks.filter((block) => !isSlow(block));
  const first = fast.every(({ use }) => use === lexicalBlock) ? lexicalBlock : fast;
  return { first, later: setting };
}
