import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { formatCount } from '../../common/format.ts';
import { icon } from '../../common/icons.ts';
import { fillPlaceholders } from '../judged.ts';
import type { PageAction } from '../keys.ts';
import { hasManyLabels } from './choices.ts';
import { MarkedChips } from './markedChips.ts';
import type { SessionView } from '../sessionView.ts';

/**
 * A line between record and answers, always present so that nothing moves: says why answers wait, why one was
 * not saved, or that the record above is an earlier one. In a multi-label project, it shows the marks of a
 * long list, saves them, and asks whether no label applies.
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
  readonly #candidatesText = h('span', {});
  readonly #candidates: HTMLButtonElement;
  readonly #chips: MarkedChips;
  readonly #save: Tool;
  readonly #accept: Tool;
  readonly #question = h('span', { class: 'question', role: 'alert' });

  /**
   * @param back leaves looking back
   * @param queue returns from reviewing answered records to the queue
   */
  constructor(
    act: (action: PageAction, byPointer: boolean) => void,
    back: () => void,
    queue: () => void,
  ) {
    this.#chips = new MarkedChips((index) => act({ kind: 'label', index }, true));
    this.#save = new Tool('⏎', 'Enter', (byPointer) => act({ kind: 'enter' }, byPointer));
    this.#accept = new Tool('⇧⏎', 'Shift+Enter', (byPointer) => act({ kind: 'accept' }, byPointer));
    this.#queue = button({ class: 'tool' }, queue, this.#queueText);
    this.#change = button(
      { class: 'tool' },
      (byPointer) => act({ kind: 'change' }, byPointer),
      h('kbd', { 'aria-hidden': 'true' }, '⏎'),
      this.#changeText,
    );
    this.#back = button(
      { class: 'tool' },
      back,
      h('kbd', { 'aria-hidden': 'true' }, 'Esc'),
      this.#backText,
    );
    this.#candidates = button(
      { class: 'tool' },
      (byPointer) => act({ kind: 'escape' }, byPointer),
      h('kbd', { 'aria-hidden': 'true' }, 'Esc'),
      this.#candidatesText,
    );
    this.element = h(
      'div',
      { class: 'status' },
      this.#looking,
      this.#revisiting,
      this.#question,
      this.#chips.element,
      this.#alert,
      this.#status,
      h('span', { class: 'spring' }),
      this.#save.element,
      this.#accept.element,
      this.#change,
      this.#back,
      this.#candidates,
      this.#queue,
    );
  }

  draw(view: SessionView): void {
    const { state, looking, refusal, hold, isOverdue, recent, pad } = view;
    const { strings } = state;
    setText(
      this.#looking,
      looking ? `${strings.lookingBack} · ${looking.position} / ${recent.length}` : '',
    );
    const left =
      pad.left === undefined
        ? undefined
        : fillPlaceholders(strings.multiLabel.left, formatCount(pad.left));
    const again = looking ? undefined : (left ?? state.revisiting);
    setText(this.#revisiting, again ?? '');
    setText(this.#queueText, strings.backToQueue);
    // Offers one way back at a time, because the line is short.
    setShown(this.#queue, again !== undefined && !pad.canReturn);
    setText(this.#changeText, strings.changeHere);
    setText(this.#backText, strings.backToRecord);
    setShown(this.#change, looking !== undefined && !looking.changing && !looking.row.saving);
    setShown(this.#back, looking !== undefined);
    setText(this.#candidatesText, strings.conflicts.back);
    setShown(this.#candidates, pad.canReturn);
    setText(this.#question, pad.asksNone ? strings.multiLabel.confirmNone : '');
    const marks = pad.mode === 'toggle' && (!looking || looking.changing);
    this.#save.draw(strings.save, marks, pad.canAnswer);
    const accepts = marks && !looking && !pad.asksNone && state.suggests && view.suggestionShown;
    this.#accept.draw(strings.accept, accepts, pad.canAnswer && pad.canAccept);
    const chips = pad.mode === 'toggle' && hasManyLabels(view) ? pad.marked : [];
    this.#chips.draw(state, chips, pad.canMark);
    const refused = refusal === undefined ? '' : `${strings.notSaved}: ${refusal}`;
    if (this.#alert.textContent !== refused) {
      this.#alert.replaceChildren(...(refused ? [icon('error'), h('span', {}, refused)] : []));
    }
    // Locks have their own notice.
    const locked = state.notices.some(({ id }) => id === 'store-locked');
    const waiting = hold === 'saving' && !looking ? strings.waitingForSave : '';
    setText(this.#status, isOverdue && !locked ? strings.noAnswerFromHost : waiting);
  }
}

/** A button with its key. */
class Tool {
  readonly element: HTMLButtonElement;
  readonly #text = h('span', {});

  constructor(cap: string, shortcut: string, onClick: (byPointer: boolean) => void) {
    this.element = button(
      { class: 'tool', 'aria-keyshortcuts': shortcut },
      (byPointer) => {
        if (this.element.getAttribute('aria-disabled') !== 'true') onClick(byPointer);
      },
      h('kbd', { 'aria-hidden': 'true' }, cap),
      this.#text,
    );
  }

  draw(text: string, shown: boolean, enabled: boolean): void {
    setText(this.#text, text);
    setShown(this.element, shown);
    setAttribute(this.element, 'aria-disabled', enabled ? undefined : 'true');
  }
}
