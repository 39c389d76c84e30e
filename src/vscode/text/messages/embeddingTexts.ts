import type { EmbeddingMessages } from '../../../core/messages/embeddingMessages.ts';
import type { Texts } from './texts.ts';

export const embeddingTexts: Texts<EmbeddingMessages> = {
  'vectors.failed': ({ why }, localize, text) =>
    localize('{0} The vectors that are there go on serving.', text(why)),
  'vectors.fellBack': ({ why, serves }, localize, text) =>
    serves === 'blocks'
      ? localize('{0} Until then the other blocks serve.', text(why))
      : localize('{0} Until then the lexical embedder serves.', text(why)),
};
