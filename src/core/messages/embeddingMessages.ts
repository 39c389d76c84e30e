import type { Message } from './message.ts';

/** What is said of vectors and models. */
export interface EmbeddingMessages {
  'vectors.failed': { readonly why: Message };
  /** What serves in place of a block that cannot be had. */
  'vectors.fellBack': { readonly why: Message; readonly serves: 'blocks' | 'lexical' };
}
