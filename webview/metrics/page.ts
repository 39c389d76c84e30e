import type {
  MetricsHostMessage,
  MetricsPageMessage,
  MetricsState,
  MetricsStrings,
  RoundView,
} from '../../src/protocol/metrics.ts';
import { BusyBar } from '../common/busyBar.ts';
import { button, h, setAttribute, setShown, setText } from '../common/dom.ts';
import { formatShare } from '../common/format.ts';
import type { Host } from '../common/host.ts';
import { icon } from '../common/icons.ts';
import { Comparison } from './comparison.ts';
import { Curve } from './curve.ts';
import { drawHistogram } from './histogram.ts';
import { labelTable } from './labelTable.ts';
import { MetricChoice } from './metricChoice.ts';
import { drawSummary } from './summary.ts';
import { classTable, confusionTable, roundsTable, worstTable } from './tables.ts';
import { rulesTable } from './rulesTable.ts';
import { roundInWords } from './words.ts';
import type { DrawnMetrics } from './drawnMetrics.ts';

/** The metrics page. Its only own state is the round in focus. */
export class MetricsPage {
  readonly #busy = new BusyBar();
  readonly #title = h('h1', { class: 'project' });
  readonly #pageTitle = h('span', { class: 'what' });
  readonly #retrain: HTMLButtonElement;
  readonly #openPanel: HTMLButtonElement;
  readonly #summary = h('div', {});
  readonly #stopping = h('p', { class: 'stopping', role: 'status' });
  readonly #population = h('div', { class: 'population' });
  readonly #choice: MetricChoice;
  readonly #curve: Curve;
  readonly #curveSection = new Section('learning');
  readonly #empty = h('p', { class: 'empty' });
  readonly #round = h('p', { class: 'round-detail' });
  readonly #compare: HTMLButtonElement;
  readonly #comparison: Comparison;
  readonly #sections: Readonly<
    Record<
      | 'perClass'
      | 'confusion'
      | 'uncertainty'
      | 'rounds'
      | 'risk'
      | 'strategyComparison'
      | 'stopping',
      Section
    >
  >;
  readonly #page: HTMLElement;
  #strings: MetricsStrings | undefined;
  #state: DrawnMetrics | undefined;
  /** Number of the clicked round. */
  #chosen: number | undefined;
  #drawn: Record<string, string> = {};

  constructor(host: Host<MetricsHostMessage, MetricsPageMessage>) {
    this.#retrain = button({ class: 'secondary' }, () =>
      host.post({ type: 'command', command: 'retrain' }),
    );
    this.#openPanel = button({ class: 'primary' }, () =>
      host.post({ type: 'command', command: 'openPanel' }),
    );
    this.#choice = new MetricChoice((metric) => host.post({ type: 'choose', metric }));
    this.#curve = new Curve((round, chosen) => this.#onRound(round, chosen));
    this.#compare = button({ class: 'link' }, () => {
      const round = this.#shown();
      if (round) host.post({ type: 'compare', first: round.round });
    });
    this.#comparison = new Comparison(
      (message) => host.post(message),
      () => this.#compare.focus(),
    );
    this.#curveSection.heading.append(this.#choice.element);
    this.#curveSection.element.append(
      this.#empty,
      this.#curve.element,
      h('div', { class: 'round-line' }, this.#round, this.#compare),
    );
    this.#sections = {
      perClass: new Section('per-class'),
      confusion: new Section('confused'),
      uncertainty: new Section('uncertain'),
      rounds: new Section('all-rounds'),
      risk: new Section('pool-risk'),
      strategyComparison: new Section('strategy-comparison'),
      stopping: new Section('when-to-stop'),
    };
    const { perClass, confusion, uncertainty, rounds, risk, strategyComparison, stopping } =
      this.#sections;
    this.#page = h(
      'main',
      { class: 'page', hidden: true },
      h(
        'header',
        { class: 'header' },
        this.#title,
        this.#pageTitle,
        h('span', { class: 'spring' }),
        this.#retrain,
        this.#openPanel,
        this.#busy.element,
      ),
      this.#summary,
      this.#population,
      this.#stopping,
      this.#curveSection.element,
      this.#comparison.element,
      h(
        'div',
        { class: 'columns' },
        perClass.element,
        confusion.element,
        stopping.element,
        strategyComparison.element,
        risk.element,
        uncertainty.element,
        rounds.element,
      ),
    );
    document.body.append(this.#page);
    host.listen((message) => this.#receive(message));
    // VS Code switches themes via the body's class and the root's variables.
    const themes = new MutationObserver(() => this.#curve.redraw());
    themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    host.post({ type: 'ready' });
  }

  #receive(message: MetricsHostMessage): void {
    if (message.type === 'strings') this.#strings = message.strings;
    // The strings arrive before the first state.
    else if (this.#strings) this.#draw({ ...message.state, strings: this.#strings });
  }

  #draw(state: DrawnMetrics): void {
    this.#state = state;
    const { strings, rounds, latest, uncertainty, stopping } = state;
    const { perClass, confusion } = this.#sections;
    setShown(this.#page, true);
    this.#busy.draw(state.busy);
    setText(this.#title, state.project);
    setText(this.#pageTitle, strings.title);
    setText(this.#retrain, strings.retrain);
    setText(this.#openPanel, strings.openPanel);
    this.#ifNew('summary', { ...state, busy: undefined }, () =>
      this.#summary.replaceChildren(drawSummary(state)),
    );
    this.#ifNew('stopping', stopping, () => {
      setShown(this.#stopping, stopping !== undefined);
      const kappa = stopping?.namesKappa
        ? [h('span', { class: 'spoken' }, ` ${strings.hints.kappa}`)]
        : [];
      setAttribute(this.#stopping, 'title', kappa.length > 0 ? strings.hints.kappa : undefined);
      this.#stopping.replaceChildren(
        ...(stopping
          ? [icon(stopping.stop ? 'check' : 'info'), h('span', {}, stopping.message), ...kappa]
          : []),
      );
    });
    this.#drawPopulation(state);
    this.#choice.draw(state);
    this.#drawCurve(state);
    setText(this.#compare, strings.compare);
    setShown(this.#compare, rounds.length > 1);
    this.#comparison.draw(state);
    const answered = latest !== undefined && latest.n > 0;
    // Without a round there are no label metrics; the number above says why.
    setShown(perClass.element, rounds.length > 0);
    const isMultiLabel = latest?.task === 'multi';
    setShown(confusion.element, answered && !isMultiLabel);
    const hints = [...(isMultiLabel ? [strings.perLabelHint] : []), strings.f1IntervalHint];
    perClass.title(strings.perClass, hints.join(' '));
    confusion.title(strings.confusion, strings.confusionHint);
    this.#ifNew('classes', [latest, state.labels], () => {
      if (!answered) return perClass.show(h('p', { class: 'empty' }, state.noHoldout));
      if (latest.task === 'multi') {
        return perClass.show(scrolling(labelTable(latest, state), strings.perClass));
      }
      perClass.show(scrolling(classTable(latest, state), strings.perClass));
      const matrix = scrolling(confusionTable(latest, state), strings.confusion);
      confusion.show(h('div', {}, ...worstTable(latest, state), matrix));
    });
    this.#sections.uncertainty.title(strings.uncertainty);
    setShown(this.#sections.uncertainty.element, uncertainty !== undefined);
    this.#ifNew('uncertainty', uncertainty, () => {
      if (uncertainty) this.#sections.uncertainty.show(drawHistogram(uncertainty, state));
    });
    this.#sections.rounds.title(strings.rounds);
    setShown(this.#sections.rounds.element, rounds.length > 0);
    this.#ifNew('rounds', [rounds, state.metric], () =>
      this.#sections.rounds.show(
        scrolling(
          roundsTable(state, (round) => this.#onRound(round, true)),
          strings.rounds,
        ),
      ),
    );
  }

  /** Draws the population of the metrics, and what the answers show about pool and strategy. */
  #drawPopulation({
    population = [],
    risk,
    strategyComparison,
    stopping,
    strings,
  }: DrawnMetrics): void {
    setShown(this.#population, population.length > 0);
    this.#ifNew('population', population, () =>
      this.#population.replaceChildren(
        ...population.map((sentence) => h('p', {}, icon('info'), h('span', {}, sentence))),
      ),
    );
    this.#sections.risk.title(strings.risk, strings.riskHint);
    setShown(this.#sections.risk.element, risk !== undefined);
    this.#ifNew('risk', risk, () => risk && this.#sections.risk.show(drawRisk(risk)));
    this.#sections.stopping.title(strings.stopping, strings.stoppingHint);
    setShown(this.#sections.stopping.element, stopping !== undefined);
    this.#ifNew('rules', stopping, () => {
      if (!stopping) return;
      const table = scrolling(rulesTable(stopping.rules, strings), strings.stopping);
      this.#sections.stopping.show(table);
    });
    this.#sections.strategyComparison.title(
      strings.strategyComparison,
      strings.strategyComparisonHint,
    );
    setShown(this.#sections.strategyComparison.element, strategyComparison !== undefined);
    this.#ifNew(
      'strategyComparison',
      strategyComparison,
      () =>
        strategyComparison &&
        this.#sections.strategyComparison.show(h('p', {}, strategyComparison.message)),
    );
  }

  #drawCurve(state: DrawnMetrics): void {
    const { strings, rounds, target, metric, comparison, stopping } = state;
    const any = rounds.length > 0;
    this.#curveSection.title(strings.learningCurve);
    setText(this.#empty, state.noRounds);
    setShown(this.#empty, !any);
    setShown(this.#curve.element, any);
    setShown(this.#choice.element, any);
    const pair = comparison && [comparison.first, comparison.second];
    this.#ifNew('curve', [rounds, target, metric, pair, stopping?.at], () =>
      this.#curve.draw(state),
    );
    const last = rounds.at(-1);
    setAttribute(
      this.#curve.element,
      'aria-label',
      `${strings.learningCurve}, ${strings[metric]}${last ? `: ${roundInWords(last, strings)}` : ''}`,
    );
    this.#describeRound(undefined);
  }

  #onRound(round: RoundView | undefined, chosen: boolean): void {
    if (chosen && round) this.#chosen = this.#chosen === round.round ? undefined : round.round;
    this.#describeRound(round);
  }

  /** Describes the round under the pointer, else the clicked one, else the last. */
  #describeRound(hovered: RoundView | undefined): void {
    const state = this.#state;
    if (!state) return;
    const round = hovered ?? this.#shown();
    setText(this.#round, round ? roundInWords(round, state.strings) : '');
    for (const row of this.#sections.rounds.element.querySelectorAll<HTMLElement>('[data-round]')) {
      row.classList.toggle('chosen', row.dataset['round'] === String(round?.round));
    }
  }

  /** The clicked round, else the last. */
  #shown(): RoundView | undefined {
    const rounds = this.#state?.rounds;
    return rounds?.find(({ round }) => round === this.#chosen) ?? rounds?.at(-1);
  }

  /** Redraws tables only when their numbers change, to keep scroll position and focus. */
  #ifNew(part: string, of: unknown, draw: () => void): void {
    const written = JSON.stringify(of) ?? '';
    if (this.#drawn[part] === written) return;
    this.#drawn[part] = written;
    draw();
  }
}

/** ".12 (.08–.17)" and its sample size, or why there is none. */
function drawRisk(risk: NonNullable<MetricsState['risk']>): HTMLElement {
  if ('reason' in risk) return h('p', {}, risk.reason);
  const { error, low, high, basis } = risk;
  const interval = `${formatShare(low)}–${formatShare(high)}`;
  return h(
    'div',
    {},
    h('p', { class: 'figure' }, formatShare(error), ' ', h('span', {}, interval)),
    h('p', {}, basis),
  );
}

/** A section of the page: heading and current content. */
class Section {
  readonly #name = h('h2', {});
  readonly #hint = h('p', { class: 'hint' });
  readonly heading = h('div', { class: 'heading' }, this.#name);
  readonly #content = h('div', { class: 'content' });
  readonly element: HTMLElement;

  constructor(name: string) {
    this.element = h('section', { class: name }, this.heading, this.#hint, this.#content);
  }

  title(name: string, hint = ''): void {
    setText(this.#name, name);
    setText(this.#hint, hint);
  }

  show(content: HTMLElement): void {
    this.#content.replaceChildren(content);
  }
}

/** Scrollable areas must be focusable for keyboard scrolling. */
function scrolling(content: HTMLElement, name: string): HTMLElement {
  return h(
    'div',
    { class: 'scrolling', tabindex: '0', role: 'group', 'aria-label': name },
    content,
  );
}
