import type { ExportMessages } from '../../../core/messages/exportMessages.ts';
import type { Texts } from './texts.ts';

export const exportTexts: Texts<ExportMessages> = {
  'export.noHoldout': (_, localize) =>
    localize(
      'No hold-out record has an answer yet. VS Code asks hold-out records between the others, one in four at first.',
    ),
  'export.noLabels': (_, localize) =>
    localize('There are no labels to export yet. Label some records first.'),
  'export.written': ({ rows, answers }, localize) =>
    localize('Rows written: {0}, of {1} answered records.', rows, answers),
  'export.holdoutCounted': ({ counted, answers }, localize) =>
    localize(
      'Of these answers to the hold-out, {0} of {1} count in Marginalia’s own figures. The others were not asked blind in their turn, or wait for records before them.',
      counted,
      answers,
    ),
  'export.withoutText': ({ answers }, localize) =>
    localize('Left out because their texts are not in the pool any more: {0}.', answers),
  'export.ownFile': ({ path }, localize) =>
    localize('{0} belongs to the project and cannot be overwritten. Choose another name.', path),
  'export.cannotWrite': ({ path, why }, localize) =>
    localize('{0} cannot be written ({1}). Choose another place.', path, why),
};
