import type { Chords } from './chords.ts';
import type { KeyPress, KeyTarget } from './keys.ts';

/** The properties of a keyboard event that determine its action. */
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
  // A hidden element keeps the focus until the next frame, but accepts no more text.
  if (!(target instanceof HTMLElement) || !target.checkVisibility()) return 'page';
  if (target.isContentEditable || target.matches('input, textarea, select')) return 'text';
  return target.matches('button, summary, a[href]') ? 'button' : 'page';
}

/**
 * Handles each key before any other listener of the page. For keys that the page must not handle, calls
 * `preventDefault`, which stops the browser's default action but not VS Code; the page's other listeners
 * ignore such keys.
 */
export function guardKeys(chords: Chords): void {
  /** The held Enter belongs to a field, such as a filter that has just closed. */
  let enterIsTaken = false;
  window.addEventListener(
    'keydown',
    (event) => {
      const press = pressOf(event);
      const isEnter = press.key === 'Enter';
      if (isEnter && press.target === 'text') enterIsTaken = true;
      if (chords.press(press) || pressesAgain(press)) event.preventDefault();
      else if (isEnter && press.target !== 'text' && enterIsTaken) event.preventDefault();
      // VS Code would undo an answer, but the user means to undo typing.
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

/** Whether a held Enter or Space would press a button again. */
function pressesAgain({ key, repeat, target }: KeyPress): boolean {
  return repeat && target === 'button' && (key === 'Enter' || key === ' ');
}

function isUndo({ key, ctrl, meta }: KeyPress): boolean {
  return (ctrl || meta) && /^[zy]$/i.test(key);
}
