import { h, setText } from '../../common/dom.ts';
import { snippet } from '../../common/format.ts';
import { metricText } from './header.ts';
import { rowText } from '../judged.ts';
import type { SessionView } from '../sessionView.ts';

const SPOKEN = 600;

/** Announces changes on screen to a screen reader, politely: the answer, the next record, a new metric. */
export class Announcer {
  readonly #record = h('div', { 'aria-live': 'polite' });
  readonly #metric = h('div', { 'aria-live': 'polite' });
  readonly element = h('div', { class: 'spoken' }, this.#record, this.#metric);
  #shown: string | undefined;

  /**
   * @param given the answer just given, if any
   * @param mark the changed mark of the record that stays on screen
   */
  draw(
    { state, record, looking }: SessionView,
    given: string | undefined,
    mark: string | undefined,
  ): void {
    const shown = looking?.row ?? record;
    const key = looking ? `back ${shown?.recordId}` : shown?.recordId;
    // A change leaves its record on screen.
    if (looking && given !== undefined) setText(this.#record, given);
    else if (key !== this.#shown || given !== undefined) {
      this.#shown = key;
      const what = looking
        ? [state.strings.lookingBack, rowText(looking.row, state.strings)]
        : [given];
      const text = shown ? snippet(shown.text, SPOKEN) : phaseMessage(state.phase);
      const why = shown?.reason ?? (looking ? undefined : record?.blind);
      setText(this.#record, [...what, why, text].filter(Boolean).join('. '));
    } else if (mark !== undefined) setText(this.#record, mark);
    setText(this.#metric, metricText(state.progress) ?? '');
  }
}

function phaseMessage(phase: SessionView['state']['phase']): string | undefined {
  return 'message' in phase ? phase.message : undefined;
}
