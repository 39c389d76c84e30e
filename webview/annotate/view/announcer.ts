import { h, setText } from '../../common/dom.ts';
import { snippet } from '../../common/format.ts';
import { metricText } from './header.ts';
import type { SessionView } from '../sessionView.ts';

const SPOKEN = 600;

/** Announces to a screen reader, politely, what changes on screen: the answer, the next record, a new metric. */
export class Announcer {
  readonly #record = h('div', { 'aria-live': 'polite' });
  readonly #metric = h('div', { 'aria-live': 'polite' });
  readonly element = h('div', { class: 'spoken' }, this.#record, this.#metric);
  #shown: string | undefined;

  /** @param given the answer just given, if any. */
  draw({ state, record, looking }: SessionView, given: string | undefined): void {
    const shown = looking?.row ?? record;
    const key = looking ? `back ${shown?.recordId}` : shown?.recordId;
    if (key !== this.#shown || given !== undefined) {
      this.#shown = key;
      const what = looking
        ? [state.strings.lookingBack, looking.row.label ?? state.strings.skipped]
        : [given];
      const text = shown ? snippet(shown.text, SPOKEN) : phaseMessage(state.phase);
      const why = shown?.reason ?? (looking ? undefined : record?.blind);
      setText(this.#record, [...what, why, text].filter(Boolean).join('. '));
    }
    setText(this.#metric, metricText(state.progress) ?? '');
  }
}

function phaseMessage(phase: SessionView['state']['phase']): string | undefined {
  return 'message' in phase ? phase.message : undefined;
}
