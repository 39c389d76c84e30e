import type { NoParams } from './message.ts';

/** Problems of a stored head. */
export interface HeadMessages {
  'head.damaged': NoParams;
  'head.ofLaterVersion': NoParams;
  'head.unknownKind': { readonly kind: string };
}
