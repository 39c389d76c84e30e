import type { Answer, LabelView } from '../../../src/protocol/annotate.ts';
import { applyStyle } from '../../common/color.ts';
import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';
import { nameNodes } from '../../common/labelName.ts';
import { fillPlaceholders } from '../judged.ts';
import { letterOf } from '../keys.ts';
import type { KeyPress, PageAction } from '../keys.ts';
import { afterPaint } from './afterPaint.ts';
import { moveFocus, moveToLetter, placeBeside, wasSkipped } from './menu.ts';
import type { LabelMenu, PickedRow } from './menu.ts';
import type { DrawnState } from '../drawnState.ts';

/**
 * Gives a set of labels: items toggle, Enter saves. Can also judge a single label and leave the others
 * unchanged.
 */
export class SetPicker implements LabelMenu {
  readonly #menu = h('div', { class: 'items', role: 'menu' });
  readonly #question = h('p', { class: 'question', role: 'alert' });
  readonly #hint = h('p', { class: 'hint' });
  readonly #oneOnly = h('span', { class: 'one', dir: 'auto' });
  readonly #yes = button({ class: 'secondary' }, () => this.#judge(true));
  readonly #no = button({ class: 'secondary' }, () => this.#judge(false));
  readonly #save = button({ class: 'primary' }, () => this.#give());
  readonly element = h(
    'div',
    { class: 'picker set', popover: 'auto', role: 'dialog' },
    this.#menu,
    h(
      'div',
      { class: 'foot' },
      h('p', { class: 'line' }, this.#save, this.#hint),
      this.#question,
      h('p', { class: 'line one-only' }, this.#oneOnly, this.#yes, this.#no),
    ),
  );
  readonly #onAnswer: (recordId: string, answer: Answer) => void;
  #recordId = '';
  #state: DrawnState | undefined;
  #marks: readonly string[] = [];
  /** The label to judge alone: the last one with the focus. */
  #active: LabelView | undefined;
  /** Whether the question if no label applies was asked, and is on screen. */
  #asksNone: 'asked' | 'shown' | undefined;

  constructor(onAnswer: (recordId: string, answer: Answer) => void) {
    this.#onAnswer = onAnswer;
  }

  get isOpen(): boolean {
    return this.element.matches(':popover-open');
  }

  /** @param first a label to mark at once */
  open(row: PickedRow, state: DrawnState, anchor: HTMLElement, first?: string): void {
    const { strings, labels } = state;
    const { multiLabel } = strings;
    this.#recordId = row.recordId;
    this.#state = state;
    this.#marks = row.labels?.yes ?? [];
    this.#asksNone = undefined;
    setAttribute(this.element, 'aria-label', strings.changeHere);
    setAttribute(this.#menu, 'aria-label', strings.answers);
    setText(this.#save, strings.save);
    setText(this.#hint, multiLabel.menuHint);
    setText(this.#yes, multiLabel.yes);
    setText(this.#no, multiLabel.no);
    const items = labels.map((label) => this.#item(label));
    const skip = button(
      { role: 'menuitem', class: 'is-skip', tabindex: '-1' },
      () => this.#answer({ kind: 'skip' }),
      h('span', { class: 'mark', 'aria-hidden': 'true' }),
      h('span', { class: 'name' }, strings.skip),
      icon('check'),
    );
    skip.classList.toggle('was', wasSkipped(row));
    this.#menu.replaceChildren(...items, skip);
    if (first !== undefined && !this.#marks.includes(first)) this.#toggle(first);
    this.#activate(labels[0]);
    this.#draw();
    this.element.showPopover();
    placeBeside(this.element, anchor);
    const at = labels.findIndex(({ name }) => name === (first ?? this.#marks[0]));
    (items[at] ?? items[0] ?? skip).focus();
  }

  close(): void {
    if (this.isOpen) this.element.hidePopover();
  }

  perform(action: PageAction): void {
    if (action.kind === 'label') {
      const label = this.#state?.labels[action.index];
      if (label) this.#toggle(label.name);
    } else if (action.kind === 'enter' || action.kind === 'save') this.#give();
    else if (action.kind === 'scroll') moveFocus(this.#items(), action);
    else if (action.kind === 'escape') this.close();
  }

  /**
   * Enter on a label saves the set; Space presses it. An unassigned letter moves to the next label with that
   * initial.
   */
  press(press: KeyPress, action: PageAction | undefined): boolean {
    if (press.target === 'button' && press.key === 'Enter' && this.#isOnLabel) {
      if (!press.repeat) this.#give();
      return true;
    }
    const letter = action ? undefined : letterOf(press);
    if (action) this.perform(action);
    else if (letter !== undefined) moveToLetter(this.#items(), letter);
    return action !== undefined || letter !== undefined;
  }

  get #isOnLabel(): boolean {
    return document.activeElement?.getAttribute('role') === 'menuitemcheckbox';
  }

  #items(): HTMLElement[] {
    return [...this.#menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
  }

  #item(label: LabelView): HTMLElement {
    const { name, key } = label;
    const item = button(
      { role: 'menuitemcheckbox', tabindex: '-1' },
      () => this.#toggle(name),
      h('span', { class: 'mark', 'aria-hidden': 'true' }),
      h('span', { class: 'name', dir: 'auto' }, ...nameNodes(name)),
      icon('check'),
      key === undefined ? '' : h('kbd', { 'aria-hidden': 'true' }, key.toUpperCase()),
    );
    applyStyle(item, label);
    item.addEventListener('focus', () => this.#activate(label));
    return item;
  }

  #toggle(name: string): void {
    this.#marks = this.#marks.includes(name)
      ? this.#marks.filter((mark) => mark !== name)
      : [...this.#marks, name];
    this.#asksNone = undefined;
    this.#draw();
  }

  #activate(label: LabelView | undefined): void {
    if (!label || !this.#state) return;
    this.#active = label;
    const { multiLabel } = this.#state.strings;
    setText(this.#oneOnly, fillPlaceholders(multiLabel.oneOnly, label.name));
    setAttribute(this.#yes, 'aria-label', fillPlaceholders(multiLabel.yesTo, label.name));
    setAttribute(this.#no, 'aria-label', fillPlaceholders(multiLabel.noTo, label.name));
  }

  #draw(): void {
    const { labels = [], strings } = this.#state ?? {};
    labels.forEach(({ name }, at) =>
      setAttribute(this.#menu.children[at]!, 'aria-checked', String(this.#marks.includes(name))),
    );
    setText(this.#question, this.#asksNone ? (strings?.multiLabel.confirmNone ?? '') : '');
    setShown(this.#question, this.#asksNone !== undefined);
  }

  /** "None of these" is saved only after a confirmation. */
  #give(): void {
    const of = (this.#state?.labels ?? []).map(({ name }) => name);
    const yes = of.filter((name) => this.#marks.includes(name));
    if (yes.length > 0 || this.#asksNone === 'shown') {
      this.#answer({ kind: 'labels', yes, of });
    } else if (this.#asksNone === undefined) {
      this.#asksNone = 'asked';
      this.#draw();
      afterPaint(() => {
        if (this.#asksNone) this.#asksNone = 'shown';
      });
    }
  }

  #judge(yes: boolean): void {
    const label = this.#active?.name;
    if (label === undefined) return;
    const of = (this.#state?.labels ?? []).map(({ name }) => name);
    this.#answer({ kind: 'labels', yes: yes ? [label] : [], of, judged: [label] });
  }

  #answer(answer: Answer): void {
    this.close();
    this.#onAnswer(this.#recordId, answer);
  }
}
