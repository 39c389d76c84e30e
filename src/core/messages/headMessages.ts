import type { NoParams } from './message.ts';

/** What is wrong with a head that was stored. */
export interface HeadMessages {
  'head.damaged': NoParams;
  'head.ofLaterVersion': NoParams;
  'head.unknownKind': { readonly kind: string };
}
