import type { AnnotateState } from '../../../src/protocol/annotate.ts';
import { actionOf } from '../keys.ts';
import type { KeyPress, PageAction } from '../keys.ts';
import type { AnswerPad } from './answerPad.ts';
import { choosePad } from './choosePad.ts';
import { decidePad } from './decidePad.ts';
import { passPad } from './passPad.ts';
import { togglePad } from './togglePad.ts';

/** The circumstances that determine how a record is answered. */
export interface Situation extends Pick<AnnotateState, 'task'> {
  readonly pass?: AnnotateState['pass'] | undefined;
  /** Conflicting answers are on screen. */
  readonly decides?: boolean;
}

/** The pad for the record on screen. */
export function padOf({ task, pass, decides = false }: Situation): AnswerPad {
  if (pass) return passPad;
  if (decides) return decidePad;
  return task === 'multi' ? togglePad : choosePad;
}

/** The action of a key while records are asked; undefined if it is not the page's. */
export function keyAction(
  press: KeyPress,
  state: Situation & Pick<AnnotateState, 'labels'>,
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
