import type { OtherMessages } from '../../../core/messages/otherMessages.ts';
import type { Texts } from './texts.ts';

export const otherTexts: Texts<OtherMessages> = {
  'other.words': ({ words }) => words,
};
