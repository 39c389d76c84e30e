import { untranslated } from '../../../core/localize.ts';
import type { CommandLineMessages } from '../../../core/messages/commandLineMessages.ts';
import { oneOf } from './names.ts';
import { existingFields } from './rowTexts.ts';
import type { Texts } from './texts.ts';

/** The command line speaks English. */
export const commandLineTexts: Texts<CommandLineMessages> = {
  'simulate.lacksText': ({ path, fields, existing }) => {
    const kind = existing.are === 'columns' ? 'column' : 'field';
    const names = oneOf(fields, untranslated);
    return `${path} has no ${kind} ${names}. ${existingFields(existing, untranslated)} Correct --text.`;
  },
};
