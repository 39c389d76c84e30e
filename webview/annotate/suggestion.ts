import type { Answer, AskedView } from '../../src/protocol/annotate.ts';
import type { PageAction } from './keys.ts';
import type { SessionView } from './sessionView.ts';

/** The label probabilities on screen, most probable first; undefined if none are shown. */
export function shownSuggestion({
  looking,
  record,
  suggestionShown,
}: Pick<SessionView, 'looking' | 'record' | 'suggestionShown'>): AskedView['suggestion'] {
  return !looking && suggestionShown ? record?.suggestion : undefined;
}

/** The answer that accepts the suggestion on screen; undefined if none is shown, as for blind records. */
export function acceptance(view: SessionView): Extract<Answer, { kind: 'label' }> | undefined {
  const label = shownSuggestion(view)?.[0]?.label;
  if (label === undefined || !view.state.labels.some(({ name }) => name === label))
    return undefined;
  return { kind: 'label', label, accepted: true };
}

/** Whether an action accepts the suggestion; while looking back, Enter changes an answer instead. */
export function accepts(action: PageAction, { looking }: Pick<SessionView, 'looking'>): boolean {
  return action.kind === 'accept' || (action.kind === 'enter' && !looking);
}
