import type { AnnotateStrings } from '../../../src/protocol/annotate.ts';
import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';
import { safeNodes } from '../../common/safeHtml.ts';

/** Shows the annotation guidelines beside the record. */
export class GuidelinesPane {
  readonly element: HTMLElement;
  readonly #title = h('h2', { id: 'guidelines-title' });
  readonly #close: HTMLButtonElement;
  readonly #text = h('div', { class: 'written', tabindex: '0', dir: 'auto' });
  #html: string | undefined;

  constructor(close: () => void) {
    this.#close = button({ class: 'quiet close' }, close, icon('close'));
    this.element = h(
      'section',
      { class: 'guidelines', 'aria-labelledby': 'guidelines-title', hidden: true },
      h('div', { class: 'title' }, this.#title, this.#close),
      this.#text,
    );
  }

  /** Whether the project has any. */
  get exists(): boolean {
    return this.#html !== undefined;
  }

  receive(html: string | undefined): void {
    if (html === this.#html) return;
    this.#html = html;
    this.#text.replaceChildren(safeNodes(html ?? ''));
  }

  draw(shown: boolean, strings: AnnotateStrings): void {
    setShown(this.element, shown && this.exists);
    setText(this.#title, strings.guidelines);
    setAttribute(this.#text, 'aria-label', strings.guidelines);
    setAttribute(this.#close, 'aria-label', strings.close);
  }
}
