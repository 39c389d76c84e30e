import type { CurveMetric } from '../../src/protocol/metrics.ts';
import { h, setText } from '../common/dom.ts';
import { curveMetrics } from './words.ts';
import type { DrawnMetrics } from './drawnMetrics.ts';

/** Chooses the metric of the curve: radio buttons styled as one switch. */
export class MetricChoice {
  readonly element = h('fieldset', { class: 'choice' });
  readonly #legend = h('legend', { class: 'spoken' });
  readonly #options: { metric: CurveMetric; input: HTMLInputElement; name: HTMLElement }[];

  constructor(choose: (metric: CurveMetric) => void) {
    this.#options = curveMetrics.map((metric) => {
      const input = h('input', { type: 'radio', name: 'metric', value: metric });
      input.addEventListener('change', () => choose(metric));
      return { metric, input, name: h('span', {}) };
    });
    this.element.append(
      this.#legend,
      ...this.#options.map(({ input, name }) => h('label', {}, input, name)),
    );
  }

  draw({ metric, strings }: DrawnMetrics): void {
    setText(this.#legend, strings.metric);
    for (const option of this.#options) {
      setText(option.name, strings[option.metric]);
      option.input.checked = option.metric === metric;
    }
  }
}
