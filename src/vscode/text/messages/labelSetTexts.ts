import type { LabelSetMessages } from '../../../core/messages/labelSetMessages.ts';
import type { Texts } from './texts.ts';

export const labelSetTexts: Texts<LabelSetMessages> = {
  'label.noName': (_, localize) => localize('A label needs a name.'),
  'label.sameName': (_, localize) => localize('It is called that already.'),
  'label.taken': ({ name }, localize) =>
    localize('“{0}” exists already. To join two labels, use Merge Labels.', name),
  'label.otherLetters': ({ name, other }, localize) =>
    localize('“{0}” differs from “{1}” only in upper and lower case.', name, other),
  'label.tooFewParts': (_, localize) => localize('Two labels at least, separated by commas.'),
  'label.partTwice': ({ name }, localize) => localize('“{0}” appears twice.', name),
  'label.partIsDivided': ({ label }, localize) =>
    localize(
      'Records that still say “{0}” are those not divided yet, so the new labels need other names.',
      label,
    ),
  'label.notAKey': (_, localize) => localize('A key is one letter or digit.'),
  'label.keyReserved': ({ key }, localize) =>
    localize('Key “{0}” does something else in the panel.', key),
  'label.keyTaken': ({ key, label }, localize) =>
    localize('Key “{0}” gives “{1}” already.', key, label),
};
