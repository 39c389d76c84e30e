import type { Answer } from '../../../src/protocol/annotate.ts';
import { applyStyle } from '../../common/color.ts';
import { button, h, setAttribute } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';
import { nameNodes } from '../../common/labelName.ts';
import { letterOf } from '../keys.ts';
import type { KeyPress, PageAction } from '../keys.ts';
import { moveFocus, moveToLetter, placeBeside, wasSkipped } from './menu.ts';
import type { LabelMenu, PickedRow } from './menu.ts';
import type { DrawnState } from '../drawnState.ts';

/** Gives one label: an item of the menu is the answer. */
export class Picker implements LabelMenu {
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
    const skip = this.#item({ kind: 'skip' }, state.strings.skip, 'Space', wasSkipped(row));
    skip.classList.add('is-skip');
    this.element.replaceChildren(...items, skip);
    this.element.showPopover();
    placeBeside(this.element, anchor);
    (this.element.querySelector<HTMLElement>('[aria-checked="true"]') ?? items[0] ?? skip).focus();
  }

  close(): void {
    if (this.isOpen) this.element.hidePopover();
  }

  perform(action: PageAction): void {
    if (action.kind === 'label') {
      const label = this.#state?.labels[action.index];
      if (label) this.#choose({ kind: 'label', label: label.name });
    } else if (action.kind === 'skip') this.#choose({ kind: 'skip' });
    else if (action.kind === 'scroll') moveFocus(this.#items(), action);
    else if (action.kind === 'escape') this.close();
  }

  /** An unassigned letter moves to the next label with that initial. */
  press(press: KeyPress, action: PageAction | undefined): boolean {
    const letter = action ? undefined : letterOf(press);
    if (action) this.perform(action);
    else if (letter !== undefined) moveToLetter(this.#items(), letter);
    return action !== undefined || letter !== undefined;
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
}
