import type { AnnotateState, PanelCommand } from '../../../src/protocol/annotate.ts';
import { busyText } from '../../common/busyBar.ts';
import { button, h, setShown, setText } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';

/** What is said in the record's place while there is none: opening, waiting, finished, failed. */
export class PhasePane {
  readonly element: HTMLElement;
  readonly #icon = h('span', { class: 'sign' });
  readonly #message = h('p', { class: 'message', dir: 'auto' });
  readonly #detail = h('p', { class: 'detail', dir: 'auto' });
  readonly #button: HTMLButtonElement;
  #command: PanelCommand = 'retry';

  constructor(run: (command: PanelCommand) => void) {
    this.#button = button({ class: 'primary' }, () => run(this.#command));
    this.element = h(
      'section',
      { class: 'phase' },
      this.#icon,
      this.#message,
      this.#detail,
      h('p', { class: 'buttons' }, this.#button),
    );
  }

  draw({ phase, busy, strings }: AnnotateState): void {
    this.element.dataset['phase'] = phase.kind;
    switch (phase.kind) {
      case 'opening':
        this.#say(strings.opening, busy && busyText(busy));
        break;
      case 'asking':
      case 'waiting':
        this.#say(strings.waiting, busy && busyText(busy));
        break;
      case 'finished':
        this.#say(phase.message, undefined);
        this.#offer('showMetrics', strings.showMetrics);
        break;
      case 'failed':
        this.#say(phase.message, undefined);
        this.#offer('retry', strings.retry);
        break;
    }
    this.#icon.replaceChildren(
      ...(phase.kind === 'finished' ? [icon('check')] : []),
      ...(phase.kind === 'failed' ? [icon('error')] : []),
    );
  }

  #say(message: string, detail: string | undefined): void {
    setShown(this.#button, false);
    setText(this.#message, message);
    setText(this.#detail, detail ?? '');
  }

  #offer(command: PanelCommand, label: string): void {
    this.#command = command;
    setText(this.#button, label);
    setShown(this.#button, true);
  }
}
