import { message } from '../../core/messages/messages.ts';
import { blocksOf } from '../../core/embed/blocks.ts';
import type { UserError } from '../../core/errors.ts';
import {
  offersOf,
  type EmbeddingSummary,
  type EmbedParams,
} from '../../core/engine/embeddingApi.ts';

/** Why the vectors are not what was asked for, and what may be done about it. */
export type Trouble = Pick<
  EmbeddingSummary,
  'fellBack' | 'offerDownload' | 'offerAgain' | 'offerServer' | 'offerKey'
>;

/** @param error of a block that cannot be had */
export function troubleOf(
  error: UserError,
  { embedding, allowDownload }: Pick<EmbedParams, 'embedding' | 'allowDownload'>,
): Trouble {
  // A model that `auto` found incomplete is no news to anyone who did not ask for it.
  if (embedding === 'auto' && !allowDownload) return {};
  return {
    fellBack: message('vectors.fellBack', {
      why: error.problem,
      serves: blocksOf(embedding).length > 1 ? 'blocks' : 'lexical',
    }),
    ...offersOf(error),
  };
}
