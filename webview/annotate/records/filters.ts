import type { HistoryQuery, PoolQuery, RecordQuery } from '../../../src/protocol/annotate.ts';
import { h, setAttribute, setShown } from '../../common/dom.ts';
import type { DrawnState } from '../drawnState.ts';

/** Debounce of the search field, in milliseconds. */
const PAUSE = 200;

/** The query form: the part of the dialogue that differs between history and search. */
export class Filters {
  readonly element: HTMLElement;
  readonly #text = h('input', { type: 'search', class: 'words', spellcheck: 'false', dir: 'auto' });
  readonly #regex = h('input', { type: 'checkbox' });
  readonly #like = h('input', { type: 'checkbox' });
  readonly #answer = h('select', {});
  readonly #annotator = h('select', {});
  readonly #round = h('select', {});
  readonly #flagged = h('input', { type: 'checkbox' });
  readonly #noted = h('input', { type: 'checkbox' });
  readonly #disagrees = h('input', { type: 'checkbox' });
  readonly #described = h('select', {});
  readonly #predicted = h('select', {});
  readonly #from = h('input', { type: 'number', min: '0', max: '100', value: '50' });
  readonly #to = h('input', { type: 'number', min: '0', max: '100', value: '100' });
  readonly #labels: Readonly<
    Record<'regex' | 'like' | 'flagged' | 'noted' | 'disagrees', HTMLElement>
  >;
  readonly #history: HTMLElement;
  readonly #pool: HTMLElement;
  readonly #range: HTMLElement;
  #kind: 'history' | 'pool' = 'history';
  #written = '';
  /** The values to select once the options have arrived. */
  #wishes: { readonly answer: string; readonly described: string | undefined } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onQuery: () => void) {
    const check = (input: HTMLElement): HTMLElement =>
      h('label', { class: 'check-box' }, input, h('span', {}));
    this.#labels = {
      regex: check(this.#regex),
      like: check(this.#like),
      flagged: check(this.#flagged),
      noted: check(this.#noted),
      disagrees: check(this.#disagrees),
    };
    const { regex, like, flagged, noted, disagrees } = this.#labels;
    this.#range = h('span', { class: 'range' }, this.#from, '–', this.#to, '%');
    this.#history = h(
      'span',
      { class: 'part' },
      this.#annotator,
      this.#round,
      flagged,
      noted,
      disagrees,
    );
    this.#pool = h(
      'span',
      { class: 'part' },
      like,
      regex,
      this.#described,
      this.#predicted,
      this.#range,
    );
    this.element = h(
      'div',
      { class: 'filters', role: 'search' },
      this.#text,
      this.#answer,
      this.#history,
      this.#pool,
    );
    this.element.addEventListener('input', ({ target }) => {
      setShown(this.#range, this.#predicted.value !== '');
      // A text is either an example or a pattern.
      if (target === this.#like && this.#like.checked) this.#regex.checked = false;
      if (target === this.#regex && this.#regex.checked) this.#like.checked = false;
      // Records cannot be ranked by two examples.
      if (target === this.#like && this.#like.checked) this.#described.value = '';
      if (target === this.#described && this.#described.value !== '') this.#like.checked = false;
      clearTimeout(this.#timer);
      const typed = target === this.#text || target === this.#from || target === this.#to;
      if (typed) this.#timer = setTimeout(onQuery, PAUSE);
      else onQuery();
    });
  }

  get text(): HTMLInputElement {
    return this.#text;
  }

  get query(): Exclude<RecordQuery, { kind: 'similar' }> {
    return this.#kind === 'history' ? this.#historyQuery : this.#poolQuery;
  }

  /** Whether the query selects only skipped or only flagged answers, which can be reviewed again. */
  get revisits(): 'skipped' | 'flagged' | undefined {
    if (this.#kind !== 'history') return undefined;
    if (this.#answer.value === 'skip') return 'skipped';
    return this.#flagged.checked ? 'flagged' : undefined;
  }

  /**
   * Searches unanswered records similar to a text (which may still be empty) or to a label's
   * description.
   */
  showLike(text: string, label: string | undefined): void {
    this.show('pool');
    this.#text.value = text;
    this.#like.checked = label === undefined;
    this.#regex.checked = false;
    this.#wishes = { answer: 'none', described: label };
    this.#written = '';
  }

  show(kind: 'history' | 'pool'): void {
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.#text.value = '';
    this.#answer.value = '';
    this.#written = '';
  }

  draw(state: DrawnState, annotators: readonly string[]): void {
    const { labels, strings, progress } = state;
    const written = JSON.stringify([
      labels.map(({ name }) => name),
      state.task,
      progress.round,
      annotators,
      this.#kind,
    ]);
    if (written === this.#written) return;
    this.#written = written;
    setShown(this.#history, this.#kind === 'history');
    setShown(this.#pool, this.#kind === 'pool');
    setShown(this.#range, this.#predicted.value !== '');
    for (const element of [this.#text]) {
      setAttribute(element, 'placeholder', strings.findWords);
      setAttribute(element, 'aria-label', strings.findWords);
    }
    const named = labels.map(({ name }, i): Option => [`label ${i}`, name]);
    const open: Option[] = this.#kind === 'pool' ? [['none', strings.unanswered]] : [];
    fill(this.#answer, strings.answers, [
      ['', strings.anyAnswer],
      ...open,
      ['skip', strings.skipped],
      ...(state.task === 'multi' ? [['noLabel', strings.multiLabel.noneOfThese] as const] : []),
      ...named,
    ]);
    fill(this.#annotator, strings.anyone, [
      ['', strings.anyone],
      ...annotators.map((name): Option => [name, name]),
    ]);
    const described = labels.map(({ name }, i): Option => [
      `label ${i}`,
      `${strings.likeDescription}: ${name}`,
    ]);
    fill(this.#described, strings.likeDescription, [['', strings.anyLabel], ...described]);
    if (this.#wishes) {
      const { answer, described: wanted } = this.#wishes;
      this.#answer.value = answer;
      const at = labels.findIndex(({ name }) => name === wanted);
      this.#described.value = at < 0 ? '' : `label ${at}`;
    }
    this.#wishes = undefined;
    setShown(this.#annotator, annotators.length > 1);
    const rounds = Array.from({ length: progress.round + 1 }, (_, i): Option => [
      String(i),
      `${strings.round} ${i}`,
    ]);
    fill(this.#round, strings.anyRound, [['', strings.anyRound], ...rounds]);
    setShown(this.#round, progress.round > 0);
    fill(this.#predicted, strings.predicted, [
      ['', strings.anyPrediction],
      ...labels.flatMap(({ name, learnt }, i): Option[] =>
        learnt ? [[`label ${i}`, `${strings.predicted}: ${name}`]] : [],
      ),
    ]);
    setAttribute(this.#from, 'aria-label', strings.probabilityFrom);
    setAttribute(this.#to, 'aria-label', strings.probabilityTo);
    const names = {
      regex: strings.findRegex,
      like: strings.findLike,
      flagged: strings.flaggedOnly,
      noted: strings.notedOnly,
      disagrees: strings.disagreesOnly,
    };
    for (const part of ['regex', 'like', 'flagged', 'noted', 'disagrees'] as const) {
      this.#labels[part].querySelector('span')!.textContent = names[part];
    }
    setAttribute(this.#labels.regex, 'title', strings.findRegexHint);
    setAttribute(this.#labels.like, 'title', strings.findLikeHint);
    this.#names = labels.map(({ name }) => name);
  }

  #names: readonly string[] = [];

  get #historyQuery(): HistoryQuery {
    const answer = this.#answerOf(this.#answer.value);
    return {
      kind: 'history',
      ...(answer && answer.kind !== 'none' ? { answer } : {}),
      ...(this.#annotator.value ? { annotator: this.#annotator.value } : {}),
      ...(this.#round.value ? { round: Number(this.#round.value) } : {}),
      ...(this.#flagged.checked ? { flagged: true } : {}),
      ...(this.#noted.checked ? { noted: true } : {}),
      ...(this.#disagrees.checked ? { disagrees: true } : {}),
      ...(this.#text.value.trim() ? { words: this.#text.value } : {}),
    };
  }

  get #poolQuery(): PoolQuery {
    const answer = this.#answerOf(this.#answer.value);
    const predicted = this.#answerOf(this.#predicted.value);
    const described = this.#answerOf(this.#described.value);
    const kind = this.#like.checked ? 'like' : this.#regex.checked ? 'regex' : 'words';
    return {
      kind: 'pool',
      ...(answer ? { answer } : {}),
      ...(this.#text.value.trim() ? { text: { kind, pattern: this.#text.value } } : {}),
      ...(described?.kind === 'label' ? { described: described.label } : {}),
      ...(predicted?.kind === 'label'
        ? {
            predicted: {
              label: predicted.label,
              low: share(this.#from, 0),
              high: share(this.#to, 1),
            },
          }
        : {}),
    };
  }

  #answerOf(value: string): PoolQuery['answer'] {
    if (value === 'skip' || value === 'none' || value === 'noLabel') return { kind: value };
    const label = this.#names[Number(value.replace('label ', ''))];
    return value === '' || label === undefined ? undefined : { kind: 'label', label };
  }
}

type Option = readonly [value: string, text: string];

/** Keeps the selection if it still exists. */
function fill(select: HTMLSelectElement, name: string, options: readonly Option[]): void {
  const { value } = select;
  setAttribute(select, 'aria-label', name);
  select.replaceChildren(...options.map(([key, text]) => h('option', { value: key }, text)));
  select.value = options.some(([key]) => key === value) ? value : '';
}

function share({ valueAsNumber }: HTMLInputElement, otherwise: number): number {
  return Number.isNaN(valueAsNumber) ? otherwise : Math.min(1, Math.max(0, valueAsNumber / 100));
}
