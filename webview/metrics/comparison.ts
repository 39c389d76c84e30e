import type {
  ChangedRecords,
  ComparisonView,
  MetricsPageMessage,
  RoundView,
} from '../../src/protocol/metrics.ts';
import { applyStyle } from '../common/color.ts';
import { button, h, setAttribute, setShown, setText } from '../common/dom.ts';
import { formatCount, snippet } from '../common/format.ts';
import { icon } from '../common/icons.ts';
import { comparedTable } from './comparedTable.ts';
import type { DrawnMetrics } from './drawnMetrics.ts';

type Post = (message: MetricsPageMessage) => void;

const icons = { better: 'check', worse: 'warning', open: 'info' } as const;

/** Compares two rounds: selectors, the verdict of the test, the numbers, and the changed records. */
export class Comparison {
  readonly element: HTMLElement;
  readonly #post: Post;
  readonly #title = h('h2', {});
  readonly #hint = h('p', { class: 'hint' });
  readonly #first = roundSelect();
  readonly #second = roundSelect();
  readonly #swap: HTMLButtonElement;
  readonly #close: HTMLButtonElement;
  readonly #verdict = h('p', { class: 'verdict', role: 'status' });
  readonly #content = h('div', { class: 'compared' });
  #view: ComparisonView | undefined;
  #drawn = '';

  /** @param onEnd called when the user closes the comparison and its controls disappear */
  constructor(post: Post, onEnd: () => void) {
    this.#post = post;
    this.#swap = button(
      { class: 'quiet swap' },
      () => this.#view && this.#compare(this.#view.second, this.#view.first),
      '⇄',
    );
    this.#close = button(
      { class: 'quiet' },
      () => {
        post({ type: 'endComparison' });
        onEnd();
      },
      icon('close'),
    );
    const choose = (): void => this.#compare(Number(this.#first.value), Number(this.#second.value));
    this.#first.addEventListener('change', choose);
    this.#second.addEventListener('change', choose);
    const choices = h('div', { class: 'pair' }, this.#first, this.#swap, this.#second, this.#close);
    this.element = h(
      'section',
      { class: 'comparison', hidden: true },
      h('div', { class: 'heading' }, this.#title, choices),
      this.#hint,
      this.#verdict,
      this.#content,
    );
  }

  draw(state: DrawnMetrics): void {
    const { comparison, rounds, strings } = state;
    const before = this.#view;
    this.#view = comparison;
    setShown(this.element, comparison !== undefined && rounds.length > 0);
    if (!comparison) return;
    setText(this.#title, strings.comparison);
    setText(this.#hint, strings.comparisonHint);
    setAttribute(this.#first, 'aria-label', strings.firstRound);
    setAttribute(this.#second, 'aria-label', strings.secondRound);
    for (const [control, name] of [
      [this.#swap, strings.swapRounds],
      [this.#close, strings.endComparison],
    ] as const) {
      setAttribute(control, 'aria-label', name);
      setAttribute(control, 'title', name);
    }
    fillSelect(this.#first, rounds, comparison.first, strings.round);
    fillSelect(this.#second, rounds, comparison.second, strings.round);
    const written = JSON.stringify(comparison);
    if (written === this.#drawn) return;
    this.#drawn = written;
    this.#drawOutcome(comparison, state);
    const isNew = before?.first !== comparison.first || before.second !== comparison.second;
    // The comparison is below the curve and may be requested from elsewhere, so it is scrolled into view.
    if (isNew) this.element.scrollIntoView({ block: 'nearest' });
  }

  #compare(first: number, second: number): void {
    this.#post({ type: 'compare', first, second });
  }

  #drawOutcome(comparison: ComparisonView, state: DrawnMetrics): void {
    const { strings } = state;
    this.element.dataset['outcome'] = comparison.kind;
    if (comparison.kind !== 'compared') {
      const failed = comparison.kind === 'failed';
      this.#verdict.replaceChildren(
        icon(failed ? 'warning' : 'info'),
        h('span', {}, failed ? comparison.message : strings.comparing),
      );
      this.#content.replaceChildren();
      return;
    }
    const { verdict, outcome, metrics, classes, corrected, broken } = comparison;
    this.#verdict.replaceChildren(icon(icons[outcome]), h('span', {}, verdict));
    this.#content.replaceChildren(
      comparedTable(strings.metric, metrics, comparison, strings),
      comparedTable(`${strings.label} · ${strings.f1}`, classes, comparison, strings),
      this.#changes(strings.corrected, 'corrected', corrected, state),
      this.#changes(strings.broken, 'broken', broken, state),
    );
  }

  #changes(
    title: string,
    kind: 'corrected' | 'broken',
    { count, shown }: ChangedRecords,
    { strings }: DrawnMetrics,
  ): HTMLElement {
    const rows = shown.map((record) => this.#change(record, kind));
    const more = count - shown.length;
    const rest = strings.moreRecords.replace('{0}', formatCount(more));
    return h(
      'div',
      { class: `changes ${kind}` },
      h('h3', {}, `${title} · ${formatCount(count)}`),
      count === 0
        ? h('p', { class: 'empty' }, strings.noneChanged)
        : h('ul', {}, ...rows, ...(more > 0 ? [h('li', { class: 'more' }, rest)] : [])),
    );
  }

  #change(record: ChangedRecords['shown'][number], kind: 'corrected' | 'broken'): HTMLElement {
    const { id, text, source, truth, first, second, look } = record;
    const mark = h('span', { class: 'mark', 'aria-hidden': 'true' });
    const names = kind === 'corrected' ? [first, truth] : [truth, second];
    const prediction = h(
      'span',
      { class: 'said' },
      mark,
      h('span', { dir: 'auto' }, names.join(' → ')),
    );
    if (look) applyStyle(prediction, look);
    const open = button(
      { class: 'quiet', title: source },
      () => this.#post({ type: 'goToSource', recordId: id }),
      h('span', { class: 'text', dir: 'auto' }, snippet(text, 160)),
      prediction,
    );
    return h('li', {}, open);
  }
}

function roundSelect(): HTMLSelectElement {
  return h('select', {});
}

/** Refills only when the rounds change: refilling closes an open list. */
function fillSelect(
  select: HTMLSelectElement,
  rounds: readonly RoundView[],
  chosen: number,
  word: string,
): void {
  const numbers = rounds.map(({ round }) => String(round));
  if (numbers.join() !== [...select.options].map(({ value }) => value).join()) {
    const options = rounds.map(({ round, labels }) =>
      h('option', { value: String(round) }, `${word} ${round} · ${formatCount(labels)}`),
    );
    select.replaceChildren(...options);
  }
  if (select.value !== String(chosen)) select.value = String(chosen);
}
