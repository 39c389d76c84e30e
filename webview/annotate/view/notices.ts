import type { NoticeView, PanelCommand } from '../../../src/protocol/annotate.ts';
import { button, h } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';

/** Conditions that last, each with what can be done about it. They go when the host says so. */
export class Notices {
  readonly element = h('div', { class: 'notices' });
  readonly #run: (command: PanelCommand) => void;
  #drawn = '';

  constructor(run: (command: PanelCommand) => void) {
    this.#run = run;
  }

  draw(notices: readonly NoticeView[]): void {
    const written = JSON.stringify(notices);
    // Drawn anew only when they differ, or focus on a button and what a voice has read would be lost.
    if (written === this.#drawn) return;
    this.#drawn = written;
    this.element.replaceChildren(...notices.map((notice) => this.#notice(notice)));
  }

  #notice({ severity, message, action }: NoticeView): HTMLElement {
    const element = h(
      'div',
      { class: `notice ${severity}`, role: severity === 'error' ? 'alert' : 'status' },
      icon(severity === 'done' ? 'check' : severity),
      h('span', { class: 'message', dir: 'auto' }, message),
    );
    if (action) {
      element.append(button({ class: 'link' }, () => this.#run(action.command), action.label));
    }
    return element;
  }
}
