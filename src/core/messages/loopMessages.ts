import type { Message } from './message.ts';

/** What the loop says of the engine, the store and the strategy. */
export interface LoopMessages {
  'engine.gaveUp': { readonly why: Message };
  'engine.restarted': { readonly why: Message };
  'strategy.failed': { readonly why: Message };
}
