import type { KeyAction } from '../../../core/labels.ts';
import type { Localize } from '../../../core/localize.ts';

/** A key's action in the panel: "skips the record". */
export function keyActionText(action: KeyAction, localize: Localize): string {
  switch (action) {
    case 'skip':
      return localize('skips the record');
    case 'flag':
      return localize('flags the record');
    case 'undo':
      return localize('undoes the last answer');
    case 'back':
      return localize('looks back');
    case 'forward':
      return localize('looks forward again');
    case 'keys':
      return localize('shows the keys');
    case 'press':
      return localize('presses the focused button');
    case 'focus':
      return localize('moves the focus');
    case 'close':
      return localize('closes what is open');
  }
}
