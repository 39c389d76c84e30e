import type { AnnotateStrings } from '../../../src/protocol/annotate.ts';
import { button, h, setAttribute, setText } from '../../common/dom.ts';

/** Edits the note of a record. Enter saves, Escape cancels. */
export class NoteDialog {
  readonly element: HTMLDialogElement;
  readonly #title = h('h2', { id: 'note-title' });
  readonly #text = h('textarea', { rows: '4', dir: 'auto', 'aria-labelledby': 'note-title' });
  readonly #hint = h('p', { class: 'hint', id: 'note-hint' });
  readonly #save: HTMLButtonElement;
  readonly #onSave: (recordId: string, note: string) => void;
  #recordId = '';

  constructor(onSave: (recordId: string, note: string) => void) {
    this.#onSave = onSave;
    this.#save = button({ class: 'primary' }, () => this.#give());
    this.#text.setAttribute('aria-describedby', 'note-hint');
    this.element = h(
      'dialog',
      { class: 'note-box', 'aria-labelledby': 'note-title' },
      this.#title,
      this.#text,
      h('div', { class: 'actions' }, this.#save, this.#hint),
    );
    this.element.addEventListener('keydown', (event) => {
      // The closed dialogue keeps the focus until the next frame.
      if (!this.isOpen) return;
      // VS Code's key bindings, including chords, work here too.
      if (!(event.ctrlKey || event.metaKey || event.altKey)) event.stopPropagation();
      if (event.defaultPrevented) return;
      if (event.key === 'Escape') {
        event.preventDefault();
        this.element.close();
      }
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      if (event.target !== this.#text) return;
      event.preventDefault();
      // The Enter that opened the box may still be held.
      if (!event.repeat) this.#give();
    });
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  open(recordId: string, note: string, strings: AnnotateStrings): void {
    this.#recordId = recordId;
    setText(this.#title, strings.note);
    setText(this.#hint, strings.noteHint);
    setText(this.#save, strings.save);
    setAttribute(this.#text, 'placeholder', strings.note);
    this.#text.value = note;
    this.element.showModal();
    this.#text.select();
  }

  #give(): void {
    this.element.close();
    this.#onSave(this.#recordId, this.#text.value);
  }
}
