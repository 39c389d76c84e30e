import type { PanelAction } from '../../src/protocol/annotate.ts';

/** Letters reserved for tools; src/core/labels.ts assigns none of them to labels. */
export const letterActions = [
  ['f', 'flag'],
  ['s', 'toggleSuggestion'],
  ['w', 'toggleWords'],
  ['n', 'note'],
  ['h', 'history'],
  ['m', 'similar'],
  ['p', 'search'],
  ['g', 'toggleGuidelines'],
] as const;

/** Actions of keys: those of the panel's commands, and those of the page alone. */
export type PageAction =
  | PanelAction
  | { readonly kind: 'scroll'; readonly by: 'line' | 'page' | 'end'; readonly direction: -1 | 1 }
  /** Closes whatever is open, or returns to the record to be judged. */
  | { readonly kind: 'escape' }
  /** While looking back: begin to change the answer. */
  | { readonly kind: 'change' }
  /** In a pass: says whether its label applies. */
  | { readonly kind: 'judge'; readonly yes: boolean }
  /** With conflicting answers: takes one of them, or shows the labels instead. */
  | { readonly kind: 'take'; readonly index: number }
  | { readonly kind: 'newAnswer' }
  /**
   * While looking back, begins to change the answer; otherwise accepts the suggestion or saves the marked
   * labels.
   */
  | { readonly kind: 'enter' }
  /** Consumes the key without effect: a held Enter must not press a button ten times. */
  | { readonly kind: 'nothing' };

/** The relevant properties of a KeyboardEvent. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  /** AltGr, which types further characters on many keyboards. */
  readonly altGraph: boolean;
  readonly shift: boolean;
  /** The key is held, and this is not its first event. */
  readonly repeat: boolean;
  /** An input method is composing. */
  readonly composing: boolean;
  readonly target: KeyTarget;
}

/** The focused element: the page, a text field, or a control that Space or Enter presses. */
export type KeyTarget = 'page' | 'text' | 'button';

/**
 * @param labelKeys the key of each label, in their order; undefined for one without.
 * @returns undefined if the key is not the page's, so that the browser or VS Code gets it.
 */
export function actionOf(
  press: KeyPress,
  labelKeys: readonly (string | undefined)[],
): PageAction | undefined {
  if (press.composing || press.target === 'text') return undefined;
  if (press.alt || press.altGraph) return undefined;
  if (press.ctrl || press.meta) return findOf(press) ?? redoOf(press);
  const action =
    press.target === 'button' && (press.key === ' ' || press.key === 'Enter')
      ? undefined
      : (labelOf(press, labelKeys) ?? commandOf(press));
  if (!press.repeat) return action;
  // A held key only scrolls.
  if (action?.kind === 'scroll') return action;
  return action || press.key === 'Enter' ? { kind: 'nothing' } : undefined;
}

function findOf({ key, shift }: KeyPress): PageAction | undefined {
  return key.toLowerCase() === 'f' && !shift ? { kind: 'find' } : undefined;
}

function redoOf({ key, shift, repeat }: KeyPress): PageAction | undefined {
  const letter = key.toLowerCase();
  if (!((letter === 'z' && shift) || (letter === 'y' && !shift))) return undefined;
  return repeat ? { kind: 'nothing' } : { kind: 'redo' };
}

function labelOf(
  press: KeyPress,
  labelKeys: readonly (string | undefined)[],
): PageAction | undefined {
  for (const candidate of candidates(press)) {
    const index = labelKeys.findIndex((key) => key?.toLowerCase() === candidate);
    if (index >= 0) return { kind: 'label', index };
  }
  return undefined;
}

/** The letter of any script that the key types; undefined if it types none. */
export function letterOf({
  key,
  ctrl,
  meta,
  alt,
  composing,
  target,
}: KeyPress): string | undefined {
  if (ctrl || meta || alt || composing || target === 'text') return undefined;
  return /^\p{L}$/u.test(key) ? key : undefined;
}

function commandOf(press: KeyPress): PageAction | undefined {
  switch (press.key) {
    case ' ':
      return { kind: 'skip' };
    case 'Backspace':
      return { kind: 'undo' };
    case 'ArrowLeft':
      return { kind: 'look', step: -1 };
    case 'ArrowRight':
      return { kind: 'look', step: 1 };
    case '?':
      return { kind: 'toggleKeys' };
    case '/':
      return { kind: 'filter' };
    case 'Escape':
      return { kind: 'escape' };
    case 'Enter':
      return { kind: press.shift ? 'accept' : 'enter' };
    case 'ArrowUp':
      return { kind: 'scroll', by: 'line', direction: -1 };
    case 'ArrowDown':
      return { kind: 'scroll', by: 'line', direction: 1 };
    case 'PageUp':
      return { kind: 'scroll', by: 'page', direction: -1 };
    case 'PageDown':
      return { kind: 'scroll', by: 'page', direction: 1 };
    case 'Home':
      return { kind: 'scroll', by: 'end', direction: -1 };
    case 'End':
      return { kind: 'scroll', by: 'end', direction: 1 };
  }
  const letters = candidates(press);
  for (const [letter, kind] of letterActions) if (letters.includes(letter)) return { kind };
  return undefined;
}

/**
 * The possible characters of a key press: the typed one; and for keyboards whose digits need Shift (French),
 * whose digits are not ASCII (Arabic) or whose letters are not Latin (Cyrillic, Greek, Hebrew), that of the
 * same key on an American keyboard. Full-width characters count as their ASCII counterparts.
 */
function candidates({ key, code, shift }: KeyPress): string[] {
  if (key.length !== 1 && !isBeyondAscii(key)) return [];
  const typed = key.normalize('NFKC').toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined && !shift) return [typed, digit];
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined && isBeyondAscii(key)) return [typed, letter.toLowerCase()];
  return [typed];
}

function isBeyondAscii(text: string): boolean {
  return text.charCodeAt(0) > 0x7f;
}
