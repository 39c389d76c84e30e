import { h, setShown } from '../../common/dom.ts';
import type { Answer } from '../../../src/protocol/annotate.ts';
import type { PageAction } from '../keys.ts';
import { offersPrefixGroups } from '../prefixGroups.ts';
import { shownSuggestion } from '../suggestion.ts';
import type { SessionView } from '../sessionView.ts';
import { Answers } from './answers.ts';
import { Candidates } from './candidates.ts';
import { LabelFilter } from './labelFilter.ts';
import type { FilterDrawing } from './labelFilter.ts';
import { Likeliest } from './likeliest.ts';
import { PassPane } from './passPane.ts';

/** Up to this many labels have a digit each, are all visible at once, and need no filter. */
const KEYS_AT_A_GLANCE = 10;
/** Above this many labels, the most probable get a row of their own. */
const LABELS_AT_A_GLANCE = 15;

/** Whether the labels are too many to see all of them at once. */
export function hasManyLabels({ state }: Pick<SessionView, 'state'>): boolean {
  return state.labels.length > KEYS_AT_A_GLANCE;
}

/** Whether labels are grouped by their names; undefined if their names form no groups. */
export function groupingOf(view: SessionView): boolean | undefined {
  const offers = hasManyLabels(view) && offersPrefixGroups(view.state.labels);
  return offers && hasLabels(view) ? view.groupsShown : undefined;
}

/** Whether the labels are on screen. */
export function hasLabels({ pad }: Pick<SessionView, 'pad'>): boolean {
  return pad.mode === 'choose' || pad.mode === 'toggle';
}

/**
 * The pad on screen: the labels, with the most probable of many and a filter; one label with yes and no; or
 * conflicting answers.
 */
export class Choices {
  readonly element: HTMLElement;
  readonly #answers: Answers;
  readonly #likeliest: Likeliest;
  readonly #filter: LabelFilter;
  readonly #pass: PassPane;
  readonly #candidates: Candidates;
  #marks = false;

  /** @param focusRecord called when the focus would be lost */
  constructor(act: (action: PageAction, byPointer: boolean) => void, focusRecord: () => void) {
    const label = (index: number, byPointer: boolean): void =>
      act({ kind: 'label', index }, byPointer);
    this.#answers = new Answers(label);
    this.#likeliest = new Likeliest(label);
    this.#pass = new PassPane((yes, byPointer) => act({ kind: 'judge', yes }, byPointer));
    this.#candidates = new Candidates(act);
    this.#filter = new LabelFilter(
      // The filter keeps the focus if it stays.
      (index) => label(index, !this.#marks),
      () => {
        this.element.classList.remove('filtering');
        // A hidden element keeps the focus until the next frame, and a key may come first.
        const { activeElement } = document;
        const isLost = activeElement === document.body;
        if (isLost || this.#filter.element.contains(activeElement)) focusRecord();
      },
    );
    this.element = h(
      'div',
      { class: 'choices' },
      this.#likeliest.element,
      this.#answers.element,
      this.#pass.element,
      this.#candidates.element,
      this.#filter.element,
    );
  }

  draw(view: SessionView): void {
    const { state, pad, record } = view;
    const shown = hasLabels(view);
    this.#marks = pad.mode === 'toggle';
    this.element.classList.toggle('toggles', this.#marks);
    const suggests = view.suggestionShown && state.suggests;
    const drawing = {
      suggestion: shownSuggestion(view),
      byWords: record?.fromDescriptions === true,
      chosen: pad.marked,
      enabled: pad.canMark,
      acceptKey: this.#marks ? ('Shift+Enter' as const) : ('Enter' as const),
    };
    const likeliest = suggests && state.labels.length > LABELS_AT_A_GLANCE && shown;
    setShown(this.#answers.element, shown);
    if (shown) this.#answers.draw(state, { ...drawing, grouped: groupingOf(view) ?? false });
    this.#likeliest.draw(state, drawing, likeliest);
    this.#pass.draw(view);
    this.#candidates.draw(view);
    if (!shown) this.#filter.close();
    this.#filter.draw(filterDrawing(view));
  }

  /** Flashes the given answer. */
  flash(answer: Answer, { state, pad, record }: SessionView): void {
    if (pad.mode === 'decide') {
      this.#candidates.flash(
        record?.candidates?.findIndex((candidate) => candidate.answer === answer) ?? -1,
      );
    } else if (answer.kind === 'labels' && answer.judged) this.#pass.flash(answer.yes.length > 0);
    else {
      const given =
        answer.kind === 'label' ? [answer.label] : answer.kind === 'labels' ? answer.yes : [];
      for (const label of given) {
        this.#answers.flash(state.labels.findIndex(({ name }) => name === label));
      }
    }
  }

  /**
   * Opens the filter if a label may be given and there are enough labels for it to help. @returns whether it
   * is open now
   */
  openFilter(view: SessionView): boolean {
    if (!hasManyLabels(view) || !view.pad.canMark) return false;
    this.element.classList.add('filtering');
    this.#filter.open(filterDrawing(view));
    return true;
  }
}

function filterDrawing(view: SessionView): FilterDrawing {
  return {
    state: view.state,
    suggestion: shownSuggestion(view),
    marked: view.pad.mode === 'toggle' ? view.pad.marked : undefined,
  };
}
