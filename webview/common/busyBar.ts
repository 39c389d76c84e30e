import type { BusyView } from '../../src/protocol/annotate.ts';
import { h, setAttribute, setShown } from './dom.ts';

/** "Embedding 17 %". A percentage, because steps may be bytes. Must match src/vscode/text/progressText.ts. */
export function busyText(busy: BusyView): string {
  const { what } = busy;
  const share = shareOf(busy);
  return share === undefined ? what : `${what} ${Math.floor(100 * share)} %`;
}

/** A thin progress line along the top of the page for background work; takes no layout space. */
export class BusyBar {
  readonly #bar = h('div', { class: 'bar' });
  readonly element = h('div', { class: 'busy', role: 'progressbar', hidden: true }, this.#bar);

  draw(busy: BusyView | undefined): void {
    setShown(this.element, busy !== undefined);
    if (!busy) return;
    const share = shareOf(busy);
    setAttribute(this.element, 'aria-label', busy.what);
    setAttribute(
      this.element,
      'aria-valuenow',
      share === undefined ? undefined : String(Math.floor(100 * share)),
    );
    this.element.classList.toggle('endless', share === undefined);
    this.#bar.style.setProperty('transform', `scaleX(${share ?? 1})`);
  }
}

/** Undefined once all steps are done, because what follows was not counted. */
function shareOf({ step, steps }: BusyView): number | undefined {
  if (steps === undefined || steps <= 0 || step >= steps) return undefined;
  return Math.max(0, step) / steps;
}
