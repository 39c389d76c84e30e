import type { Chords } from './chords.ts';
import type { KeyPress, KeyTarget } from './keys.ts';

/** The properties of a keyboard event that decide what a key does. */
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
    // The key that ends a composition may arrive without `isComposing`.
    composing: event.isComposing || event.key === 'Process',
    target: targetOf(event),
  };
}

function targetOf(event: KeyboardEvent): KeyTarget {
  // The first element of the path: `target` does not see an input inside a shadow root.
  const target = event.composedPath()[0];
  // A hidden element keeps the focus until the next frame, but takes no more text.
  if (!(target instanceof HTMLElement) || !target.checkVisibility()) return 'page';
  if (target.isContentEditable || target.matches('input, textarea, select')) return 'text';
  return target.matches('button, summary, a[href]') ? 'button' : 'page';
}

/**
 * Sees each key before anything else in the page. Keys that are not the page's are marked with `preventDefault`, which
 * keeps the browser from typing or pressing with it and VS Code from nothing; listeners of the page pass it over.
 */
export function guardKeys(chords: Chords): void {
  /** A held Enter was meant for a field, such as a filter that has just closed. */
  let enterIsTaken = false;
  window.addEventListener(
    'keydown',
    (event) => {
      const press = pressOf(event);
      const isEnter = press.key === 'Enter';
      if (isEnter && press.target === 'text') enterIsTaken = true;
      if (chords.press(press) || pressesAgain(press)) event.preventDefault();
      else if (isEnter && press.target !== 'text' && enterIsTaken) event.preventDefault();
      // VS Code would undo an answer, but the user means the typed text.
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
