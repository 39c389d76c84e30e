import type { ExportMessages } from '../../../core/messages/exportMessages.ts';
import type { Texts } from './texts.ts';

export const exportTexts: Texts<ExportMessages> = {
  'export.noLabels': (_, localize) =>
    localize('There are no labels to export yet. Label some records first.'),
  'export.ownFile': ({ path }, localize) =>
    localize('{0} belongs to the project and is not written over. Choose another name.', path),
  'export.cannotWrite': ({ path, why }, localize) =>
    localize('{0} cannot be written ({1}). Choose another place.', path, why),
};
