import type { MultiMetrics, SingleMetrics } from '../../src/protocol/metrics.ts';
import { h } from '../common/dom.ts';
import { formatShare } from '../common/format.ts';

type Scores = MultiMetrics['perLabel'][number] | SingleMetrics['perClass'][number];

/**
 * ".42–.69" beside a label's F1; empty for too few records, or for a round from before intervals were stored.
 */
export function f1Interval({ f1Interval: interval }: Scores): HTMLElement | string {
  if (!interval) return '';
  return h(
    'span',
    { class: 'aside' },
    `${formatShare(interval.low)}–${formatShare(interval.high)}`,
  );
}
