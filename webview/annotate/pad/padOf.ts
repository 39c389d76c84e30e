import type { AnnotateState } from '../../../src/protocol/annotate.ts';
import { actionOf } from '../keys.ts';
import type { KeyPress, PageAction } from '../keys.ts';
import type { AnswerPad } from './answerPad.ts';
import { choosePad } from './choosePad.ts';
import { passPad } from './passPad.ts';
import { togglePad } from './togglePad.ts';

/** How records are answered now. */
export function padOf({ task, pass }: Pick<AnnotateState, 'task' | 'pass'>): AnswerPad {
  if (pass) return passPad;
  return task === 'multi' ? togglePad : choosePad;
}

/** What a key means while records are asked; undefined if it is not the page's. */
export function keyAction(
  press: KeyPress,
  state: Pick<AnnotateState, 'task' | 'pass' | 'labels'>,
): PageAction | undefined {
  const { keys } = padOf(state);
  const all = [...keys, ...state.labels];
  const action = actionOf(
    press,
    all.map(({ key }) => key),
  );
  if (action?.kind !== 'label') return action;
  return keys[action.index]?.action ?? { kind: 'label', index: action.index - keys.length };
}
