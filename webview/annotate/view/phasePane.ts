import type { PanelCommand } from '../../../src/protocol/annotate.ts';
import { busyText } from '../../common/busyBar.ts';
import { button, h, setText } from '../../common/dom.ts';
import { formatCount } from '../../common/format.ts';
import { icon } from '../../common/icons.ts';
import type { DrawnState } from '../drawnState.ts';

interface Offer {
  readonly text: string;
  readonly take: () => void;
}

/** Shown in place of a record: opening, waiting, finished, failed. */
export class PhasePane {
  readonly element: HTMLElement;
  readonly #icon = h('span', { class: 'sign' });
  readonly #message = h('p', { class: 'message', dir: 'auto' });
  readonly #detail = h('p', { class: 'detail', dir: 'auto' });
  readonly #buttons = h('p', { class: 'buttons' });
  readonly #run: (command: PanelCommand) => void;
  readonly #revisitSkipped: () => void;
  #drawn = '';

  /** @param revisitSkipped asks skipped records again */
  constructor(run: (command: PanelCommand) => void, revisitSkipped: () => void) {
    this.#run = run;
    this.#revisitSkipped = revisitSkipped;
    this.element = h(
      'section',
      { class: 'phase' },
      this.#icon,
      this.#message,
      this.#detail,
      this.#buttons,
    );
  }

  draw(state: DrawnState): void {
    const { phase, busy, strings } = state;
    this.element.dataset['phase'] = phase.kind;
    switch (phase.kind) {
      case 'opening':
        this.#showMessage(strings.opening, busy && busyText(busy), []);
        break;
      case 'asking':
      case 'waiting':
        this.#showMessage(strings.waiting, busy && busyText(busy), []);
        break;
      case 'finished':
        this.#showMessage(phase.message, countsOf(state), this.#next(state));
        break;
      case 'failed':
        if (phase.answersGone) {
          this.#showMessage(phase.message, undefined, [
            { text: strings.restoreAnswers, take: () => this.#run('restoreAnswers') },
            { text: strings.startEmpty, take: () => this.#run('startEmpty') },
          ]);
          break;
        }
        this.#showMessage(phase.message, undefined, [
          { text: strings.retry, take: () => this.#run('retry') },
          { text: strings.openProjectFile, take: () => this.#run('openProjectFile') },
        ]);
        break;
    }
    this.#icon.replaceChildren(
      ...(phase.kind === 'finished' ? [icon('check')] : []),
      ...(phase.kind === 'failed' ? [icon('error')] : []),
    );
  }

  /** The next steps once every record is answered. */
  #next({ progress, strings }: DrawnState): Offer[] {
    const revisit = { text: strings.revisitSkipped, take: this.#revisitSkipped };
    return [
      { text: strings.showMetrics, take: () => this.#run('showMetrics') },
      { text: strings.exportLabels, take: () => this.#run('export') },
      ...(progress.skipped > 0 ? [revisit] : []),
      ...(progress.round > 0
        ? [{ text: strings.checkSuspects, take: () => this.#run('checkSuspects') }]
        : []),
    ];
  }

  #showMessage(message: string, detail: string | undefined, offers: readonly Offer[]): void {
    setText(this.#message, message);
    setText(this.#detail, detail ?? '');
    const written = JSON.stringify(offers.map(({ text }) => text));
    // Rebuilds only on a change, to keep the focus.
    if (written === this.#drawn) return;
    this.#drawn = written;
    this.#buttons.replaceChildren(
      ...offers.map(({ text, take }, i) =>
        button({ class: i === 0 ? 'primary' : 'secondary' }, take, text),
      ),
    );
  }
}

/** "412 labelled · 9 skipped · 4 flagged", without the zeros. */
function countsOf({ progress, strings }: DrawnState): string {
  const { labelled, skipped, flagged } = progress;
  const counts: [number, string][] = [
    [labelled, strings.labelled],
    [skipped, strings.skipped],
    [flagged, strings.flagged],
  ];
  return counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${formatCount(count)} ${what}`)
    .join(' · ');
}
