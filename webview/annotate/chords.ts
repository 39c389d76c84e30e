import type { KeyPress } from './keys.ts';

/** How long VS Code waits for the second key of a chord, in milliseconds. */
export const CHORD_PATIENCE = 5000;

export interface ChordPorts {
  readonly later: (run: () => void, ms: number) => void;
  /** Told when it begins to wait, and when it no longer does. */
  readonly changed: () => void;
}

/**
 * VS Code's key bindings of two keys, such as Ctrl+K 2: after the first key, the second belongs to VS Code and must
 * not label anything. The page cannot know which keys begin a chord, because users bind their own, so every modified
 * key that neither the page nor the browser uses counts as one.
 */
export class Chords {
  readonly #ports: ChordPorts;
  #first: string | undefined;
  /** Number of the present wait, so that the end of an earlier one ends nothing. */
  #wait = 0;

  constructor(ports: ChordPorts) {
    this.#ports = ports;
  }

  /** The key that is waited after, as it is written: "Ctrl+K"; undefined while nothing is waited for. */
  get first(): string | undefined {
    return this.#first;
  }

  /** To be told of every key before anything else is. @returns whether the key is VS Code's. */
  press(press: KeyPress): boolean {
    if (isModifier(press.key)) return false;
    if (this.#first !== undefined) {
      // A first key that is still held is not the second one.
      if (!press.repeat) this.end();
      return true;
    }
    if (!press.repeat && beginsChord(press)) this.#begin(nameOf(press));
    return false;
  }

  /** The page lost the focus, or the wait is over. */
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
    }, CHORD_PATIENCE);
    this.#ports.changed();
  }
}

function isModifier(key: string): boolean {
  return /^(Control|Shift|Alt|AltGraph|Meta|OS|Fn|Hyper|Super|\w+Lock)$/.test(key);
}

function beginsChord(press: KeyPress): boolean {
  const { key, ctrl, meta, alt, altGraph, target } = press;
  // With AltGr characters are typed.
  if (altGraph || press.composing || !(ctrl || meta || alt)) return false;
  // In a field, modified arrows and the like move the caret.
  if (key.length > 1 && key.charCodeAt(0) < 0x80 && target === 'text') return false;
  return alt || !isUsed(press);
}

/** What the browser does with Ctrl (copy, cut, paste, all, zoom), and the page (find, undo, redo, go to source). */
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
