import type { NoticeView, PanelCommand } from '../../../src/protocol/annotate.ts';
import type { AnnotateStrings } from '../../../src/protocol/annotateStrings.ts';
import { button, h, setAttribute } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';

/** Persistent notices, each with an action. The host removes them. */
export class Notices {
  readonly element = h('div', { class: 'notices' });
  readonly #run: (command: PanelCommand) => void;
  #drawn = '';

  readonly #close: (id: string) => void;

  constructor(run: (command: PanelCommand) => void, close: (id: string) => void) {
    this.#run = run;
    this.#close = close;
  }

  draw(notices: readonly NoticeView[], strings: Pick<AnnotateStrings, 'close'>): void {
    const written = JSON.stringify([notices, strings.close]);
    // Redraws only on a change: otherwise the focus would be lost and screen readers would repeat the text.
    if (written === this.#drawn) return;
    this.#drawn = written;
    this.element.replaceChildren(...notices.map((notice) => this.#notice(notice, strings)));
  }

  #notice(
    { id, severity, message, action, closable }: NoticeView,
    strings: Pick<AnnotateStrings, 'close'>,
  ): HTMLElement {
    const element = h(
      'div',
      { class: `notice ${severity}`, role: severity === 'error' ? 'alert' : 'status' },
      icon(severity === 'done' ? 'check' : severity),
      h('span', { class: 'message', dir: 'auto' }, message),
    );
    if (action) {
      element.append(button({ class: 'link' }, () => this.#run(action.command), action.label));
    }
    if (closable) {
      const close = button({ class: 'quiet' }, () => this.#close(id), icon('close'));
      setAttribute(close, 'aria-label', strings.close);
      element.append(close);
    }
    return element;
  }
}
