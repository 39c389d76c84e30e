import type { SessionView } from '../sessionView.ts';
import { shownSuggestion } from '../suggestion.ts';
import type { PadRecord } from './answerPad.ts';

/**
 * The record that the pad answers: an earlier one while the user looks back, otherwise the asked one.
 * @param marks unsaved marks of that record
 * @param confirmed whether the question was on screen before the key was pressed
 */
export function padRecord(
  view: Pick<SessionView, 'state' | 'record' | 'looking' | 'suggestionShown'>,
  marks: readonly string[] | undefined,
  confirmed: boolean,
): PadRecord {
  const { state, record, looking } = view;
  const answer = looking ? looking.row.label : record?.answered;
  const several = looking ? looking.row.labels : record?.judged;
  const changing = looking?.changing ?? false;
  return {
    labels: state.labels,
    pass: state.pass,
    stored: several?.yes ?? (answer === undefined ? [] : [answer]),
    // Looking back shows what is stored.
    marks: looking && !changing ? undefined : marks,
    suggestion: shownSuggestion(view),
    candidates: (looking ? undefined : record?.candidates) ?? [],
    changing,
    confirmed,
  };
}
