import type { Answer } from '../../../src/protocol/annotate.ts';
import { applyStyle } from '../../common/color.ts';
import { button, h, setAttribute } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';
import { nameNodes } from '../../common/labelName.ts';
import { letterOf } from '../keys.ts';
import type { KeyPress, PageAction } from '../keys.ts';
import type { DrawnState } from '../drawnState.ts';

const GAP = 4;

/** The record to answer, and its current answer. */
export interface PickedRow {
  readonly recordId: string;
  readonly label?: string;
  /** Left out by what was answered in any case. */
  readonly kind?: 'label' | 'labels' | 'skip' | 'none';
}

function isSkipped({ recordId, label, kind }: PickedRow): boolean {
  return recordId !== '' && label === undefined && kind !== 'none';
}

/** A menu to change an earlier answer in place. The browser closes it on Escape or a click beside it. */
export class Picker {
  readonly element = h('div', { class: 'picker', popover: 'auto', role: 'menu' });
  readonly #onAnswer: (recordId: string, answer: Answer) => void;
  #recordId = '';
  #state: DrawnState | undefined;

  constructor(onAnswer: (recordId: string, answer: Answer) => void) {
    this.#onAnswer = onAnswer;
  }

  get isOpen(): boolean {
    return this.element.matches(':popover-open');
  }

  /** @param row the current answer, which is highlighted; without a label the record was skipped, unless it is open. */
  open(row: PickedRow, state: DrawnState, anchor: HTMLElement): void {
    this.#recordId = row.recordId;
    this.#state = state;
    setAttribute(this.element, 'aria-label', state.strings.changeHere);
    const items = state.labels.map((label) => {
      const { name, key } = label;
      const item = this.#item({ kind: 'label', label: name }, name, key, name === row.label);
      applyStyle(item, label);
      return item;
    });
    const skip = this.#item({ kind: 'skip' }, state.strings.skip, 'Space', isSkipped(row));
    skip.classList.add('is-skip');
    this.element.replaceChildren(...items, skip);
    this.element.showPopover();
    this.#place(anchor);
    (this.element.querySelector<HTMLElement>('[aria-checked="true"]') ?? items[0] ?? skip).focus();
  }

  close(): void {
    if (this.isOpen) this.element.hidePopover();
  }

  /** Handles a key while the menu is open. */
  perform(action: PageAction): void {
    if (action.kind === 'label') {
      const label = this.#state?.labels[action.index];
      if (label) this.#choose({ kind: 'label', label: label.name });
    } else if (action.kind === 'skip') this.#choose({ kind: 'skip' });
    else if (action.kind === 'scroll') this.#move(action);
    else if (action.kind === 'escape') this.close();
  }

  /**
   * Handles a key while the menu is open; an unassigned letter moves to the next label with that initial.
   * @returns whether the key was handled
   */
  press(press: KeyPress, action: PageAction | undefined): boolean {
    const letter = action ? undefined : letterOf(press);
    if (action) this.perform(action);
    else if (letter !== undefined) this.#moveTo(letter);
    return action !== undefined || letter !== undefined;
  }

  #moveTo(letter: string): void {
    const items = this.#items();
    const at = items.findIndex((item) => item === document.activeElement);
    const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    const name = (item: HTMLElement): string => item.querySelector('.name')?.textContent ?? '';
    rest.find((item) => name(item).toLowerCase().startsWith(letter.toLowerCase()))?.focus();
  }

  #items(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('[role="menuitemradio"]')];
  }

  #item(answer: Answer, name: string, key: string | undefined, checked: boolean): HTMLElement {
    return button(
      { role: 'menuitemradio', 'aria-checked': String(checked), tabindex: '-1' },
      () => this.#choose(answer),
      h('span', { class: 'mark', 'aria-hidden': 'true' }),
      h('span', { class: 'name', dir: 'auto' }, ...nameNodes(name)),
      icon('check'),
      key === undefined
        ? ''
        : h('kbd', { 'aria-hidden': 'true' }, key.length === 1 ? key.toUpperCase() : key),
    );
  }

  #choose(answer: Answer): void {
    this.close();
    this.#onAnswer(this.#recordId, answer);
  }

  #move({ by, direction }: Extract<PageAction, { kind: 'scroll' }>): void {
    const items = this.#items();
    const at = items.findIndex((item) => item === document.activeElement);
    const next =
      by === 'line' ? (at + direction + items.length) % items.length : direction > 0 ? -1 : 0;
    items.at(next)?.focus();
  }

  /** Below its anchor, or above it if there is more room. */
  #place(anchor: HTMLElement): void {
    const { style } = this.element;
    const at = anchor.getBoundingClientRect();
    const below = window.innerHeight - at.bottom - 2 * GAP;
    const above = at.top - 2 * GAP;
    const height = this.element.scrollHeight + 2;
    const isBelow = height <= below || below >= above;
    style.setProperty('max-height', `${isBelow ? below : above}px`);
    const shown = Math.min(height, isBelow ? below : above);
    style.setProperty('top', `${isBelow ? at.bottom + GAP : at.top - GAP - shown}px`);
    const left = Math.min(at.left, window.innerWidth - this.element.offsetWidth - 2 * GAP);
    style.setProperty('left', `${Math.max(GAP, left)}px`);
  }
}
