import type { Chords } from './chords.ts';
import type { KeyPress, KeyTarget } from './keys.ts';

/** The parts of a keyboard event that decide what a key does. */
export function pressOf(event: KeyboardEvent): KeyPress {
  return {
    key: event.key,
    code: event.code,
    ctrl: event.ctrlKey,
    meta: event.metaKey,
    alt: event.altKey,
    altGraph: event.getModifierState('AltGraph'),
    shift: event.shiftKey,
    repeat: event.repeat,
    // The key that confirms or leaves a composition may come without `isComposing`.
    composing: event.isComposing || event.key === 'Process',
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

/**
 * Looks at each key before anything else in the page does. What is not the page's is marked by `preventDefault`, which
 * keeps the browser from typing or pressing with it and VS Code from nothing; listeners of the page pass it over.
 */
export function guardKeys(chords: Chords): void {
  /** An Enter that is still held was meant for a field: a filter has closed, and the page has the focus again. */
  let enterIsTaken = false;
  window.addEventListener(
    'keydown',
    (event) => {
      const press = pressOf(event);
      const isEnter = press.key === 'Enter';
      if (isEnter && press.target === 'text') enterIsTaken = true;
      if (chords.press(press) || pressesAgain(press)) event.preventDefault();
      else if (isEnter && press.target !== 'text' && enterIsTaken) event.preventDefault();
      // VS Code would take back an answer; what was typed is meant.
      else if (press.target === 'text' && isUndo(press)) event.stopPropagation();
    },
    true,
  );
  window.addEventListener('keyup', ({ key }) => {
    if (key === 'Enter') enterIsTaken = false;
  });
  window.addEventListener('blur', () => {
    enterIsTaken = false;
    chords.end();
  });
}

/** A held Enter or Space presses a button once. */
function pressesAgain({ key, repeat, target }: KeyPress): boolean {
  return repeat && target === 'button' && (key === 'Enter' || key === ' ');
}

function isUndo({ key, ctrl, meta }: KeyPress): boolean {
  return (ctrl || meta) && /^[zy]$/i.test(key);
}
