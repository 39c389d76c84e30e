import type { LabelSetMessages } from '../../../core/messages/labelSetMessages.ts';
import type { Texts } from './texts.ts';

export const labelSetTexts: Texts<LabelSetMessages> = {
  'label.noName': (_, localize) => localize('A label needs a name.'),
  'label.sameName': (_, localize) => localize('The label already has this name.'),
  'label.taken': ({ name }, localize) =>
    localize('“{0}” exists already. To join two labels, use Merge Labels.', name),
  'label.otherLetters': ({ name, other }, localize) =>
    localize('“{0}” differs from “{1}” only in upper and lower case.', name, other),
  'label.tooFewParts': (_, localize) => localize('Enter at least two labels, separated by commas.'),
  'label.partTwice': ({ name }, localize) => localize('“{0}” appears twice.', name),
  'label.partIsDivided': ({ label }, localize) =>
    localize(
      'Records that are not divided yet keep the label “{0}”, so the new labels need other names.',
      label,
    ),
  'label.notAKey': (_, localize) => localize('A key must be one letter or digit.'),
  'label.keyReserved': ({ key }, localize) =>
    localize('The key “{0}” already has another function in the panel.', key),
  'label.keyTaken': ({ key, label }, localize) =>
    localize('The key “{0}” already gives “{1}”.', key, label),
};
