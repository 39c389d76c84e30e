import type { ProgressView } from '../../../src/protocol/annotate.ts';
import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { formatCount, formatHalfWidth, formatShare } from '../../common/format.ts';
import { svg } from '../../common/icons.ts';
import type { DrawnState } from '../drawnState.ts';

const SPARK = { width: 56, height: 16 };
/** Minimum range of the sparkline, so that a nearly constant curve looks flat. */
const LEAST_SPAN = 0.2;

/** Project and round on the left; progress and model quality on the right. */
export class Header {
  readonly element: HTMLElement;
  readonly #project = h('h1', { class: 'project' });
  readonly #round = h('span', { class: 'round' });
  readonly #labelled = h('span', { class: 'labelled' });
  readonly #speedShort = h('span', {});
  readonly #speedMore = h('span', { class: 'more' });
  readonly #speed = h('span', { class: 'speed', hidden: true }, this.#speedShort, this.#speedMore);
  readonly #metric: HTMLButtonElement;
  readonly #metricText = h('span', {});
  readonly #line = svg('polyline', { fill: 'none' });
  readonly #end = svg('circle', { r: '1.8' });
  readonly #spark = svg(
    'svg',
    { class: 'spark', viewBox: `0 0 ${SPARK.width} ${SPARK.height}`, 'aria-hidden': 'true' },
    this.#line,
    this.#end,
  );

  constructor(showMetrics: () => void) {
    this.#metric = button({ class: 'metric quiet' }, showMetrics, this.#metricText);
    this.#metric.append(this.#spark);
    this.element = h(
      'header',
      { class: 'header' },
      this.#project,
      this.#round,
      h('span', { class: 'spring' }),
      this.#labelled,
      this.#speed,
      this.#metric,
    );
  }

  draw({ project, progress, strings }: DrawnState): void {
    const { labelled, pool, round } = progress;
    setText(this.#project, project);
    setText(this.#round, round > 0 ? `${strings.round} ${round}` : '');
    setText(
      this.#labelled,
      pool > 0 ? `${formatCount(labelled)} ${strings.of} ${formatCount(pool)}` : '',
    );
    setShown(this.#speed, progress.speed !== undefined);
    setText(this.#speedShort, progress.speed?.short ?? '');
    setText(this.#speedMore, progress.speed?.more ?? '');
    setAttribute(this.#speed, 'title', progress.speed?.long);
    const holdout = `${strings.holdout} ${progress.holdoutAnswered} ${strings.of} ${progress.holdoutSize}`;
    setShown(this.#metric, progress.metric !== undefined || progress.holdoutSize > 0);
    setText(this.#metricText, metricText(progress) ?? holdout);
    const lines = [strings.showMetrics, holdout, progress.metric?.interval];
    setAttribute(this.#metric, 'title', lines.filter(Boolean).join(' · '));
    this.#drawSpark(progress.spark);
  }

  #drawSpark(values: readonly number[]): void {
    this.#spark.classList.toggle('empty', values.length < 2);
    if (values.length < 2) return;
    const points = sparkPoints(values);
    this.#line.setAttribute('points', points.map(([x, y]) => `${x},${y}`).join(' '));
    const [x, y] = points.at(-1)!;
    this.#end.setAttribute('cx', String(x));
    this.#end.setAttribute('cy', String(y));
  }
}

/** "macro-F1 .84 ±.04"; undefined while there is no value. */
export function metricText({ metric }: ProgressView): string | undefined {
  if (!metric) return undefined;
  return `${metric.name} ${formatShare(metric.value)} ${formatHalfWidth(metric.halfWidth)}`;
}

function sparkPoints(values: readonly number[]): [number, number][] {
  const low = Math.min(...values);
  const span = Math.max(LEAST_SPAN, Math.max(...values) - low);
  const inset = 2;
  return values.map((value, i) => [
    round(inset + (i / (values.length - 1)) * (SPARK.width - 2 * inset)),
    round(SPARK.height - inset - ((value - low) / span) * (SPARK.height - 2 * inset)),
  ]);
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
