import type { AnnotateState } from '../../../src/protocol/annotate.ts';
import { showLook } from '../../common/color.ts';
import { h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { formatShare } from '../../common/format.ts';
import { matchingLabels } from '../labelOrder.ts';
import type { PlacedLabel } from '../labelOrder.ts';

/** What the filter shows beside the names. */
export interface FilterDrawing {
  readonly state: AnnotateState;
  readonly suggestion: readonly { readonly label: string; readonly p: number }[] | undefined;
}

/**
 * A label by typing a part of its name, then Enter: in the place of the answers while it is open, so that nothing
 * else moves. With nothing typed the labels used last come first.
 */
export class LabelFilter {
  readonly element: HTMLElement;
  readonly #input = h('input', {
    type: 'text',
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': 'label-matches',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    spellcheck: 'false',
    dir: 'auto',
  });
  readonly #list = h('ul', { id: 'label-matches', role: 'listbox' });
  readonly #nothing = h('p', { class: 'nothing' });
  readonly #choose: (index: number) => void;
  readonly #closed: () => void;
  #drawing: FilterDrawing | undefined;
  #matches: readonly PlacedLabel[] = [];
  #active = 0;

  /**
   * @param choose gives the label of that index
   * @param closed called when it has closed, by whatever way
   */
  constructor(choose: (index: number) => void, closed: () => void) {
    this.#choose = choose;
    this.#closed = closed;
    this.element = h(
      'div',
      { class: 'filter', hidden: true },
      this.#input,
      this.#list,
      this.#nothing,
    );
    this.#input.addEventListener('input', () => this.#typed());
    this.#input.addEventListener('keydown', (event) => this.#onKey(event));
    this.#input.addEventListener('blur', () => this.close());
    // Pressing the pointer must not take the focus away, or the list would close under it.
    this.#list.addEventListener('mousedown', (event) => event.preventDefault());
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(drawing: FilterDrawing, typed = ''): void {
    this.#drawing = drawing;
    this.#input.value = typed;
    setShown(this.element, true);
    this.#typed();
    this.#input.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    setShown(this.element, false);
    this.#closed();
  }

  draw(drawing: FilterDrawing): void {
    this.#drawing = drawing;
    if (this.isOpen) this.#list.replaceChildren(...this.#matches.map(this.#option));
  }

  #typed(): void {
    if (!this.#drawing) return;
    const { state } = this.#drawing;
    this.#matches = matchingLabels(state, this.#input.value);
    setAttribute(this.#input, 'aria-label', state.strings.filter);
    setAttribute(this.#input, 'placeholder', state.strings.filter);
    setAttribute(this.#list, 'aria-label', state.strings.answers);
    this.#list.replaceChildren(...this.#matches.map(this.#option));
    setShown(this.#list, this.#matches.length > 0);
    setText(this.#nothing, this.#matches.length > 0 ? '' : state.strings.noLabel);
    this.#activate(0);
  }

  readonly #option = ({ label, index }: PlacedLabel, at: number): HTMLElement => {
    const p = this.#drawing?.suggestion?.find(({ label: name }) => name === label.name)?.p;
    const option = h(
      'li',
      { role: 'option', id: `match-${at}`, 'aria-selected': String(at === this.#active) },
      h('span', { class: 'mark', 'aria-hidden': 'true' }),
      h('span', { class: 'name', dir: 'auto' }, label.name),
      h('span', { class: 'p' }, p === undefined ? '' : formatShare(p)),
    );
    setAttribute(option, 'title', label.description);
    showLook(option, label);
    option.addEventListener('click', () => this.#give(index));
    return option;
  };

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) this.#activate(this.#active + step);
    else if (event.key === 'Enter') {
      const match = this.#matches[this.#active];
      // A held Enter must not label ten records.
      if (match && !event.repeat) this.#give(match.index);
    } else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #give(index: number): void {
    this.close();
    this.#choose(index);
  }

  #activate(at: number): void {
    const { length } = this.#matches;
    this.#active = length === 0 ? 0 : (at + length) % length;
    [...this.#list.children].forEach((option, i) =>
      setAttribute(option, 'aria-selected', String(i === this.#active)),
    );
    const active = this.#list.children[this.#active];
    setAttribute(this.#input, 'aria-activedescendant', active?.id);
    active?.scrollIntoView({ block: 'nearest' });
  }
}
