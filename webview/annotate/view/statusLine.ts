import { button, h, setShown, setText } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';
import type { SessionView } from '../sessionView.ts';

/**
 * A line between record and answers, always present so that nothing moves: says why answers wait, why one was not
 * saved, or that the record above is an earlier one.
 */
export class StatusLine {
  readonly element: HTMLElement;
  readonly #alert = h('span', { class: 'refusal', role: 'alert', dir: 'auto' });
  readonly #status = h('span', { class: 'hold', role: 'status' });
  readonly #looking = h('span', { class: 'looking' });
  readonly #changeText = h('span', {});
  readonly #backText = h('span', {});
  readonly #revisiting = h('span', { class: 'revisiting', role: 'status' });
  readonly #queueText = h('span', {});
  readonly #queue: HTMLButtonElement;
  readonly #change: HTMLButtonElement;
  readonly #back: HTMLButtonElement;

  /** @param queue returns from reviewing answered records to the queue */
  constructor(change: () => void, back: () => void, queue: () => void) {
    this.#queue = button({ class: 'tool' }, queue, this.#queueText);
    this.#change = button(
      { class: 'tool' },
      change,
      h('kbd', { 'aria-hidden': 'true' }, '⏎'),
      this.#changeText,
    );
    this.#back = button(
      { class: 'tool' },
      back,
      h('kbd', { 'aria-hidden': 'true' }, 'Esc'),
      this.#backText,
    );
    this.element = h(
      'div',
      { class: 'status' },
      this.#looking,
      this.#revisiting,
      this.#alert,
      this.#status,
      h('span', { class: 'spring' }),
      this.#change,
      this.#back,
      this.#queue,
    );
  }

  draw({ state, looking, refusal, hold, silent, recent }: SessionView): void {
    const { strings } = state;
    setText(
      this.#looking,
      looking ? `${strings.lookingBack} · ${looking.position} / ${recent.length}` : '',
    );
    const again = looking ? undefined : state.revisiting;
    setText(this.#revisiting, again ?? '');
    setText(this.#queueText, strings.backToQueue);
    setShown(this.#queue, again !== undefined);
    setText(this.#changeText, strings.changeHere);
    setText(this.#backText, strings.backToRecord);
    setShown(this.#change, looking !== undefined && !looking.changing && !looking.row.saving);
    setShown(this.#back, looking !== undefined);
    const refused = refusal === undefined ? '' : `${strings.notSaved}: ${refusal}`;
    if (this.#alert.textContent !== refused) {
      this.#alert.replaceChildren(...(refused ? [icon('error'), h('span', {}, refused)] : []));
    }
    // Locks have their own notice.
    const locked = state.notices.some(({ id }) => id === 'store-locked');
    const waiting = hold === 'saving' && !looking ? strings.waitingForSave : '';
    setText(this.#status, silent && !locked ? strings.noAnswerFromHost : waiting);
  }
}
