import type { KeyPress } from '../../webview/annotate/keys.ts';

/** A key pressed on the page; without modifiers unless given in `more`. */
export function pressed(key: string, more: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    code: '',
    ctrl: false,
    meta: false,
    alt: false,
    altGraph: false,
    shift: false,
    repeat: false,
    composing: false,
    target: 'page',
    ...more,
  };
}
