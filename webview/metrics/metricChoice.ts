import type { CurveMetric } from '../../src/protocol/metrics.ts';
import { h, setText } from '../common/dom.ts';
import type { DrawnMetrics } from './drawnMetrics.ts';

/** Chooses the metric of the curve: radio buttons styled as one switch. */
export class MetricChoice {
  readonly element = h('fieldset', { class: 'choice' });
  readonly #legend = h('legend', { class: 'spoken' });
  readonly #choose: (metric: CurveMetric) => void;
  #options: { metric: CurveMetric; input: HTMLInputElement; name: HTMLElement }[] = [];

  constructor(choose: (metric: CurveMetric) => void) {
    this.#choose = choose;
  }

  draw({ metric, metrics, strings }: DrawnMetrics): void {
    setText(this.#legend, strings.metric);
    if (metrics.join() !== this.#options.map((option) => option.metric).join())
      this.#offer(metrics);
    for (const option of this.#options) {
      setText(option.name, strings[option.metric]);
      option.input.checked = option.metric === metric;
    }
  }

  /** The metrics depend on the task, which does not change while there are answers. */
  #offer(metrics: readonly CurveMetric[]): void {
    this.#options = metrics.map((metric) => {
      const input = h('input', { type: 'radio', name: 'metric', value: metric });
      input.addEventListener('change', () => this.#choose(metric));
      return { metric, input, name: h('span', {}) };
    });
    this.element.replaceChildren(
      this.#legend,
      ...this.#options.map(({ input, name }) => h('label', {}, input, name)),
    );
  }
}
