import type { HeadMessages } from '../../../core/messages/headMessages.ts';
import type { Texts } from './texts.ts';

export const headTexts: Texts<HeadMessages> = {
  'head.damaged': (_, localize) => localize('A stored model is damaged. Retrain to replace it.'),
  'head.ofLaterVersion': (_, localize) =>
    localize('A stored model was written by a later version of Marginalia. Update it, or retrain.'),
  'head.unknownKind': ({ kind }, localize) =>
    localize(
      'This model is of a kind that this version does not know (“{0}”). Update Marginalia, or retrain.',
      kind,
    ),
};
