import type { Answer } from '../../../src/protocol/annotate.ts';
import { h } from '../../common/dom.ts';
import type { KeyPress, PageAction } from '../keys.ts';
import type { LabelMenu, PickedRow } from './menu.ts';
import { Picker } from './picker.ts';
import { SetPicker } from './setPicker.ts';
import type { DrawnState } from '../drawnState.ts';

/** The menu that answers a record other than the asked one: with one label, or with a set. */
export class LabelMenus implements LabelMenu {
  readonly element: HTMLElement;
  readonly #singleLabel: LabelMenu;
  readonly #multiLabel: LabelMenu;

  constructor(onAnswer: (recordId: string, answer: Answer) => void) {
    this.#singleLabel = new Picker(onAnswer);
    this.#multiLabel = new SetPicker(onAnswer);
    this.element = h(
      'div',
      { class: 'menus' },
      this.#singleLabel.element,
      this.#multiLabel.element,
    );
  }

  get isOpen(): boolean {
    return this.#singleLabel.isOpen || this.#multiLabel.isOpen;
  }

  open(row: PickedRow, state: DrawnState, anchor: HTMLElement, first?: string): void {
    const menu = state.task === 'multi' ? this.#multiLabel : this.#singleLabel;
    menu.open(row, state, anchor, first);
  }

  close(): void {
    this.#singleLabel.close();
    this.#multiLabel.close();
  }

  perform(action: PageAction): void {
    this.#shown?.perform(action);
  }

  press(press: KeyPress, action: PageAction | undefined): boolean {
    return this.#shown?.press(press, action) ?? false;
  }

  get #shown(): LabelMenu | undefined {
    return [this.#singleLabel, this.#multiLabel].find(({ isOpen }) => isOpen);
  }
}
