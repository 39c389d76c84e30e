import type { DefaultSet } from './defaultSets.ts';
import {
  blocksOf,
  bundledModel,
  lexicalBlock,
  staticBlock,
  type EmbeddingBlock,
  type EmbeddingSetting,
} from '../embed/blocks.ts';

/** The initial vectors of a project, and those that replace them once a model has computed them. */
export interface EmbeddingStages {
  readonly first: EmbeddingSetting;
  readonly later?: EmbeddingSetting;
}

/**
 * The initial stage lets labelling start without waiting for a model: the blocks that take seconds,
 * or lexical vectors if there are none. Models from the hub and from folders are not deferred.
 * @param set in set 1, `auto` keeps its meaning from before a model was bundled
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
