import { h } from '../common/dom.ts';
import { formatCount, formatShare } from '../common/format.ts';
import type { DrawnMetrics } from './drawnMetrics.ts';

/** Uncertainty of the remaining records: one bar for each bin of the score, from certain to uncertain. */
export function drawHistogram(
  { acquisition, bins }: NonNullable<DrawnMetrics['uncertainty']>,
  { strings }: DrawnMetrics,
): HTMLElement {
  const max = Math.max(1, ...bins);
  const bars = bins.map((count, i) => {
    const from = formatShare(i / bins.length);
    const to = formatShare((i + 1) / bins.length);
    const bar = h(
      'span',
      { class: 'bin', title: `${from}–${to}: ${formatCount(count)}` },
      h('span'),
    );
    (bar.firstElementChild as HTMLElement).style.setProperty('height', `${(100 * count) / max}%`);
    return bar;
  });
  const spoken = bins.map((count) => formatCount(count)).join(', ');
  return h(
    'figure',
    { class: 'histogram' },
    h(
      'div',
      { class: 'bins', role: 'img', 'aria-label': `${strings.uncertainty}: ${spoken}` },
      ...bars,
    ),
    h(
      'figcaption',
      {},
      h('span', {}, `${strings.sure} 0`),
      h('span', {}, acquisition),
      h('span', {}, `1 ${strings.unsure}`),
    ),
  );
}
