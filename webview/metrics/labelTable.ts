import type { MultiMetrics } from '../../src/protocol/metrics.ts';
import { applyStyle } from '../common/color.ts';
import { h } from '../common/dom.ts';
import { formatShare } from '../common/format.ts';
import { f1Interval } from './f1Interval.ts';
import type { DrawnMetrics } from './drawnMetrics.ts';

type Scores = MultiMetrics['perLabel'][number];

/**
 * Scores per label of a multi-label project, by number of positives, with false positives and false negatives
 * in place of a confusion matrix.
 */
export function labelTable({ perLabel }: MultiMetrics, state: DrawnMetrics): HTMLElement {
  const { strings } = state;
  const heads = [
    strings.precision,
    strings.recall,
    strings.f1,
    strings.ap,
    strings.positives,
    strings.falsePositives,
    strings.falseNegatives,
  ];
  const sorted = [...perLabel].sort((a, b) => b.positives - a.positives || a.label - b.label);
  return h(
    'table',
    { class: 'classes labels' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, strings.label),
        ...heads.map((head) => h('th', { scope: 'col' }, head)),
      ),
    ),
    h('tbody', {}, ...sorted.map((scores) => rowOf(scores, state))),
  );
}

function rowOf(scores: Scores, { strings, labels }: DrawnMetrics): HTMLElement {
  const { tooFew, absent } = scores;
  const share = (value: number | null): string =>
    absent || value === null ? '–' : formatShare(value);
  const bar = h('span', { class: 'f1-bar', 'aria-hidden': 'true' });
  bar.style.setProperty('transform', `scaleX(${tooFew ? 0 : scores.f1})`);
  const mark = h('span', { class: 'mark', 'aria-hidden': 'true' });
  const name = h('th', { scope: 'row' }, mark, h('span', { dir: 'auto' }, scores.name));
  if (!scores.learnt) {
    const aside = scores.described ? strings.fromDescription : strings.notLearntYet;
    name.append(h('span', { class: 'aside' }, aside));
  }
  const row = h(
    'tr',
    { class: tooFew ? 'too-few' : undefined },
    name,
    h('td', {}, share(scores.precision)),
    h('td', {}, share(scores.recall)),
    h(
      'td',
      { class: 'f1' },
      tooFew ? strings.tooFew : formatShare(scores.f1),
      f1Interval(scores),
      h('span', { class: 'f1-track' }, bar),
    ),
    h('td', {}, tooFew ? '–' : share(scores.averagePrecision)),
    h('td', {}, String(scores.positives)),
    h('td', {}, String(scores.falsePositives)),
    h('td', {}, String(scores.falseNegatives)),
  );
  row.dataset['label'] = String(scores.label);
  applyStyle(
    name,
    labels.find(({ name: own }) => own === scores.name) ?? { color: '', variant: 0 },
  );
  row.style.setProperty('--label', name.style.getPropertyValue('--label'));
  return row;
}
