import type { NoParams } from './message.ts';

/** Problems with a name or key entered for a label. */
export interface LabelSetMessages {
  'label.noName': NoParams;
  'label.sameName': NoParams;
  'label.taken': { readonly name: string };
  'label.otherLetters': { readonly name: string; readonly other: string };
  'label.tooFewParts': NoParams;
  'label.partTwice': { readonly name: string };
  'label.partIsDivided': { readonly label: string };
  'label.notAKey': NoParams;
  'label.keyReserved': { readonly key: string };
  'label.keyTaken': { readonly key: string; readonly label: string };
}
