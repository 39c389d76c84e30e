import type { AnnotateStrings, SuggestedLabel } from '../../../src/protocol/annotate.ts';
import { applyStyle } from '../../common/color.ts';
import { h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { formatShare } from '../../common/format.ts';
import { icon } from '../../common/icons.ts';
import { nameNodes } from '../../common/labelName.ts';
import { matchingLabels } from '../labelOrder.ts';
import type { MatchedLabel } from '../labelOrder.ts';
import type { DrawnState } from '../drawnState.ts';

/** The data that the filter shows in addition to names. */
export interface FilterDrawing {
  readonly state: DrawnState;
  readonly suggestion: readonly SuggestedLabel[] | undefined;
  /** Marked labels; undefined in a single-label project, where giving a label closes the filter. */
  readonly marked: readonly string[] | undefined;
}

/**
 * Finds a label by prefixes of its words; Enter gives it. The open filter replaces the answers, so that
 * nothing else moves. Enter gives the highlighted match, and only prefix matches are highlighted
 * automatically, so a typing mistake gives no answer. If nothing is typed, recently used labels come first,
 * and an arrow key highlights one. In a multi-label project, Enter marks a label, and the filter stays open
 * for the next.
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
  readonly #remark = h('p', { class: 'remark', role: 'status' });
  readonly #choose: (index: number) => void;
  readonly #closed: () => void;
  #drawing: FilterDrawing | undefined;
  #matches: readonly MatchedLabel[] = [];
  /** Index of the highlighted match; −1 for none. */
  #active = -1;

  /**
   * @param choose gives the label with that index
   * @param closed called after the filter has closed, for any reason
   */
  constructor(choose: (index: number) => void, closed: () => void) {
    this.#choose = choose;
    this.#closed = closed;
    this.element = h(
      'div',
      { class: 'filter', hidden: true },
      this.#input,
      this.#remark,
      this.#list,
    );
    this.#input.addEventListener('input', () => this.#typed());
    this.#input.addEventListener('keydown', (event) => this.#onKey(event));
    this.#input.addEventListener('blur', () => this.close());
    // Keeps the focus on pointer down; otherwise the list would close before the click.
    this.#list.addEventListener('mousedown', (event) => event.preventDefault());
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(drawing: FilterDrawing): void {
    this.#drawing = drawing;
    this.#input.value = '';
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
    setText(this.#remark, this.#remarkIn(state.strings));
    // An empty query highlights nothing.
    this.#activate(this.#input.value.trim() === '' ? -1 : 0);
  }

  #remarkIn(strings: AnnotateStrings): string {
    const [first] = this.#matches;
    if (!first) return strings.noLabel;
    if (first.weak) return strings.weakLabels;
    return this.#drawing?.marked ? strings.multiLabel.filterHint : strings.filterHint;
  }

  readonly #option = ({ label, index, weak }: MatchedLabel, at: number): HTMLElement => {
    const p = this.#drawing?.suggestion?.find(({ label: name }) => name === label.name)?.p;
    const option = h(
      'li',
      { role: 'option', id: `match-${at}`, 'aria-selected': String(at === this.#active) },
      h('span', { class: 'mark', 'aria-hidden': 'true' }),
      h('span', { class: 'name', dir: 'auto' }, ...nameNodes(label.name)),
      ...(this.#drawing?.marked?.includes(label.name) ? [icon('check')] : []),
      h('span', { class: 'p' }, p === undefined ? '' : formatShare(p)),
    );
    setAttribute(option, 'title', label.description);
    option.classList.toggle('weak', weak);
    applyStyle(option, label);
    option.addEventListener('click', ({ detail }) => {
      if (detail <= 1) this.#give(index);
    });
    return option;
  };

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) this.#step(step);
    else if (event.key === 'Enter') {
      const match = this.#matches[this.#active];
      // A held Enter must not label ten records.
      if (match && !event.repeat) this.#give(match.index);
    } else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #step(by: number): void {
    const { length } = this.#matches.filter(({ weak }) => !weak);
    const from = this.#active < 0 && by < 0 ? 0 : this.#active;
    if (length > 0) this.#activate((from + by + length) % length);
  }

  #give(index: number): void {
    if (this.#drawing?.marked) {
      this.#choose(index);
      this.#input.value = '';
      this.#typed();
    } else {
      this.close();
      this.#choose(index);
    }
  }

  /** Highlights a match, unless it is weak. */
  #activate(at: number): void {
    this.#active = this.#matches[at]?.weak === false ? at : -1;
    [...this.#list.children].forEach((option, i) =>
      setAttribute(option, 'aria-selected', String(i === this.#active)),
    );
    const active = this.#list.children[this.#active];
    setAttribute(this.#input, 'aria-activedescendant', active?.id);
    active?.scrollIntoView({ block: 'nearest' });
  }
}
