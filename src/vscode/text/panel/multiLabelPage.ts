import type { MultiLabelStrings } from '../../../protocol/annotateStrings.ts';
import type { Localize } from '../../../core/localize.ts';

/** Strings of the annotation page of multi-label projects. */
export function multiLabelStrings(localize: Localize): MultiLabelStrings {
  return {
    saveMarked: localize('Save the marked labels; if there are none, ask whether none applies'),
    acceptAll: localize('Mark the suggested labels and save'),
    clearMarks: localize('Remove all marks'),
    confirmNone: localize('None of these labels? Press Enter again to save that.'),
    noneOfThese: localize('none of these'),
    noLabels: localize('{0} no'),
    unknownLabels: localize('+ {0} unknown'),
    marked: localize('{0} marked'),
    unmarked: localize('{0} no longer marked'),
    labelSaved: localize('1 label saved: {0}'),
    labelsSaved: localize('{0} labels saved: {1}'),
    noneSaved: localize('Saved: none of these labels'),
    markedLabels: localize('Marked labels'),
    removeMark: localize('Remove the mark of {0}'),
    suggested: localize('suggested'),
    filterHint: localize(
      'Type beginnings of words, in any order. Enter marks the label, Escape closes.',
    ),
    listHint: localize(
      'Space selects, Ctrl+A selects all, Enter or a label key opens the labels for the selection.',
    ),
    giveLabels: localize('Give Labels …'),
    menuHint: localize('Label keys and Space mark, Enter saves.'),
    oneOnly: localize('Judge only {0}:'),
    yesTo: localize('Yes to {0}'),
    noTo: localize('No to {0}'),
    doesItApply: localize('Does this label apply?'),
    yes: localize('Yes'),
    no: localize('No'),
    later: localize('Later'),
    left: localize('{0} left'),
    judgedYes: localize('{0}: yes'),
    judgedNo: localize('{0}: no'),
    remarks: {
      noneSuggested: localize(
        'The model suggests no label for this record, so there is nothing to accept.',
      ),
      oneLabel: localize(
        'Records of this project have one label each, which is saved as soon as it is given.',
      ),
      inPass: localize(
        'This pass asks about one label only: 1 is yes, 2 is no, Space leaves the record for later.',
      ),
      lastOfPass: localize('No other record is left in this pass.'),
    },
  };
}
