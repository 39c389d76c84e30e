import type { KeyPress } from './keys.ts';

/** How long VS Code waits for the second key of a chord, in milliseconds. */
export const CHORD_TIMEOUT = 5000;

export interface ChordPorts {
  readonly later: (run: () => void, ms: number) => void;
  /** Called when waiting for a second key begins and ends. */
  readonly changed: () => void;
}

/**
 * VS Code's two-key bindings (chords), such as Ctrl+K 2: after the first key, the second belongs to VS Code
 * and must not label anything. The page cannot know which keys begin a chord, because users bind their own,
 * so every modified key that neither the page nor the browser uses counts as one.
 */
export class Chords {
  readonly #ports: ChordPorts;
  #first: string | undefined;
  /** Identifies the current wait, so that the timeout of an earlier one has no effect. */
  #wait = 0;

  constructor(ports: ChordPorts) {
    this.#ports = ports;
  }

  /** The first key of the pending chord as displayed, "Ctrl+K"; undefined if none is pending. */
  get first(): string | undefined {
    return this.#first;
  }

  /** Must see every key first. @returns whether the key belongs to VS Code. */
  press(press: KeyPress): boolean {
    if (isModifier(press.key)) return false;
    if (this.#first !== undefined) {
      // Auto-repeat of the first key is not the second key.
      if (!press.repeat) this.end();
      return true;
    }
    if (!press.repeat && beginsChord(press)) this.#begin(nameOf(press));
    return false;
  }

  /** Called on blur and on timeout. */
  end(): void {
    if (this.#first === undefined) return;
    this.#first = undefined;
    this.#ports.changed();
  }

  #begin(first: string): void {
    this.#first = first;
    const wait = ++this.#wait;
    this.#ports.later(() => {
      if (this.#wait === wait) this.end();
    }, CHORD_TIMEOUT);
    this.#ports.changed();
  }
}

function isModifier(key: string): boolean {
  return /^(Control|Shift|Alt|AltGraph|Meta|OS|Fn|Hyper|Super|\w+Lock)$/.test(key);
}

function beginsChord(press: KeyPress): boolean {
  const { key, ctrl, meta, alt, altGraph, target } = press;
  // AltGr types characters.
  if (altGraph || press.composing || !(ctrl || meta || alt)) return false;
  // In a field, modified arrows and the like move the caret.
  if (key.length > 1 && key.charCodeAt(0) < 0x80 && target === 'text') return false;
  return alt || !isUsed(press);
}

/**
 * Whether a key is a Ctrl key of the browser (copy, cut, paste, select all, zoom) or of the page (find, undo,
 * redo, go to source).
 */
function isUsed({ key, code, shift }: KeyPress): boolean {
  if (key === 'Enter' || key === 'Tab') return true;
  const typed = key.toLowerCase();
  const latin = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
  const letter = /^[a-z]$/.test(typed) ? typed : latin;
  if (letter !== undefined) return (shift ? 'vz' : 'acfvxyz').includes(letter);
  return '+=-0'.includes(typed);
}

function nameOf({ key, ctrl, meta, alt, shift }: KeyPress): string {
  const modifiers = [ctrl && 'Ctrl', meta && 'Meta', alt && 'Alt', shift && 'Shift'];
  const pressed = key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key;
  return [...modifiers.filter(Boolean), pressed].join('+');
}
