import type { AskedView } from '../../src/protocol/annotate.ts';
import type { SessionView } from './sessionView.ts';

/** The label probabilities on screen, most probable first; undefined if none are shown. */
export function shownSuggestion({
  looking,
  record,
  suggestionShown,
}: Pick<SessionView, 'looking' | 'record' | 'suggestionShown'>): AskedView['suggestion'] {
  return !looking && suggestionShown ? record?.suggestion : undefined;
}
