import type { AnnotateStrings } from '../../../src/protocol/annotate.ts';
import { button, h, setAttribute, setShown, setText, stepButton } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';
import { markFound, rangeOf } from '../highlights.ts';

/** Finds text inside the record, like the editor's find widget. */
export class FindBar {
  readonly element: HTMLElement;
  readonly #input = h('input', { type: 'text', spellcheck: 'false', dir: 'auto' });
  readonly #count = h('span', { class: 'count', role: 'status' });
  readonly #previous: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  readonly #close: HTMLButtonElement;
  readonly #text: HTMLElement;
  #strings: AnnotateStrings | undefined;
  #found: Range[] = [];
  #at = 0;

  /**
   * @param text the scrolling element that holds the record
   * @param closed called after the bar has closed
   */
  constructor(text: HTMLElement, closed: () => void) {
    this.#text = text;
    this.#previous = stepButton({ class: 'quiet up' }, () => this.#step(-1), icon('chevron'));
    this.#next = stepButton({ class: 'quiet down' }, () => this.#step(1), icon('chevron'));
    this.#close = button({ class: 'quiet' }, () => this.close(), icon('close'));
    this.element = h(
      'div',
      { class: 'find', role: 'search', hidden: true },
      this.#input,
      this.#count,
      this.#previous,
      this.#next,
      this.#close,
    );
    this.#closed = closed;
    this.#input.addEventListener('input', () => this.refresh());
    this.element.addEventListener('keydown', (event) => {
      if (event.isComposing || event.defaultPrevented) return;
      if (event.key === 'Escape') this.close();
      else if (event.key === 'Enter' && event.target === this.#input)
        this.#step(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  readonly #closed: () => void;

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(strings: AnnotateStrings): void {
    this.#strings = strings;
    setAttribute(this.#input, 'aria-label', strings.find);
    setAttribute(this.#input, 'placeholder', strings.find);
    setAttribute(this.#previous, 'aria-label', strings.previous);
    setAttribute(this.#next, 'aria-label', strings.next);
    setAttribute(this.#close, 'aria-label', strings.close);
    setShown(this.element, true);
    this.#input.focus();
    this.#input.select();
    this.refresh();
  }

  close(): void {
    if (!this.isOpen) return;
    setShown(this.element, false);
    markFound([], undefined);
    this.#closed();
  }

  /** Searches again after the query or the record has changed. */
  refresh(): void {
    if (!this.isOpen) return;
    const typed = this.#input.value;
    const node = this.#text.firstChild;
    const text = node?.nodeValue ?? '';
    const wanted = new RegExp(typed.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
    this.#found = typed
      ? [...text.matchAll(wanted)].flatMap(
          ({ index, 0: { length } }) => rangeOf(node, index, index + length) ?? [],
        )
      : [];
    this.#at = 0;
    this.#show();
  }

  #step(by: -1 | 1): void {
    const { length } = this.#found;
    if (length === 0) return;
    this.#at = (this.#at + by + length) % length;
    this.#show();
  }

  #show(): void {
    const now = this.#found[this.#at];
    markFound(this.#found, now);
    const none = this.#input.value ? (this.#strings?.noMatch ?? '') : '';
    setText(this.#count, now ? `${this.#at + 1} / ${this.#found.length}` : none);
    if (!now) return;
    const place = now.getBoundingClientRect();
    const box = this.#text.getBoundingClientRect();
    if (place.top >= box.top && place.bottom <= box.bottom) return;
    this.#text.scrollTop += place.top - box.top - box.height / 3;
  }
}
