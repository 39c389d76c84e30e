import type { KeyPress, KeyTarget } from './keys.ts';

/** The parts of a keyboard event that decide what a key does. */
export function pressOf(event: KeyboardEvent): KeyPress {
  return {
    key: event.key,
    code: event.code,
    ctrl: event.ctrlKey,
    meta: event.metaKey,
    alt: event.altKey,
    shift: event.shiftKey,
    repeat: event.repeat,
    composing: event.isComposing,
    target: targetOf(event),
  };
}

function targetOf(event: KeyboardEvent): KeyTarget {
  // The first of the path, because a custom element's shadow hides the input inside it from `target`.
  const target = event.composedPath()[0];
  // What has been hidden keeps the focus until the next frame, and takes no text any more.
  if (!(target instanceof HTMLElement) || !target.checkVisibility()) return 'page';
  if (target.isContentEditable || target.matches('input, textarea, select')) return 'text';
  return target.matches('button, summary, a[href]') ? 'button' : 'page';
}
