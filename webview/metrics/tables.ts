import type { RoundView, SingleMetrics } from '../../src/protocol/metrics.ts';
import { applyStyle } from '../common/color.ts';
import { button, h } from '../common/dom.ts';
import { formatShare } from '../common/format.ts';
import { f1Interval } from './f1Interval.ts';
import { confusionRows, worstConfusions } from './confusionRows.ts';
import { roundValue } from './words.ts';
import type { DrawnMetrics } from './drawnMetrics.ts';

/** Precision, recall and F1 of each label; no numbers below 20 hold-out records. */
export function classTable(latest: SingleMetrics, state: DrawnMetrics): HTMLElement {
  const { strings, labels } = state;
  const heads = [strings.precision, strings.recall, strings.f1, strings.support];
  const rows = latest.perClass.map((scores, i) => {
    const look = labels.find(({ name }) => name === scores.name) ?? { color: '', variant: 0 };
    const bar = h('span', { class: 'f1-bar', 'aria-hidden': 'true' });
    bar.style.setProperty('transform', `scaleX(${scores.tooFew ? 0 : scores.f1})`);
    const f1 = scores.tooFew ? strings.tooFew : formatShare(scores.f1);
    const name = h('th', { scope: 'row' }, mark(), h('span', { dir: 'auto' }, scores.name));
    if (!scores.learnt) {
      const aside = scores.described ? strings.fromDescription : strings.notLearntYet;
      name.append(h('span', { class: 'aside' }, aside));
    }
    const row = h(
      'tr',
      { class: scores.tooFew ? 'too-few' : undefined },
      name,
      h('td', {}, scores.absent ? '–' : formatShare(scores.precision)),
      h('td', {}, scores.absent ? '–' : formatShare(scores.recall)),
      h('td', { class: 'f1' }, f1, f1Interval(scores), h('span', { class: 'f1-track' }, bar)),
      h('td', {}, String(scores.records)),
    );
    row.dataset['label'] = String(i);
    // The mark shows the label's shape, and the row's bar has the same colour.
    applyStyle(name, look);
    row.style.setProperty('--label', name.style.getPropertyValue('--label'));
    return row;
  });
  return h(
    'table',
    { class: 'classes' },
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
    h('tbody', {}, ...rows),
  );
}

/** Above this many labels, the worst cells are hard to find in the matrix. */
const maxFound = 20;
const worst = 10;

/** The ten worst confusions, for large label sets. */
export function worstTable(latest: SingleMetrics, { strings }: DrawnMetrics): HTMLElement[] {
  const found = latest.perClass.length > maxFound ? worstConfusions(latest, worst) : [];
  if (found.length === 0) return [];
  const nameOf = (index: number): string => latest.perClass[index]?.name ?? '';
  const heads = [strings.truth, strings.predicted, strings.records, strings.ofAnswers];
  const rows = found.map(({ truth, predicted, count, share }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row', dir: 'auto' }, nameOf(truth)),
      h('td', { dir: 'auto' }, nameOf(predicted)),
      h('td', {}, String(count)),
      h('td', {}, formatShare(share)),
    ),
  );
  const table = h(
    'table',
    { class: 'worst' },
    h('caption', {}, strings.worstConfusions),
    h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, ...rows),
  );
  return [table];
}

/** Truth in rows, prediction in columns; the background shows the share of the row, the number is the count. */
export function confusionTable(latest: SingleMetrics, state: DrawnMetrics): HTMLElement {
  const { labels, rows } = confusionRows(latest);
  const nameOf = (index: number): string => latest.perClass[index]?.name ?? '';
  const head = h(
    'tr',
    {},
    h('td', { class: 'corner' }, `${state.strings.truth} ↓ ${state.strings.predicted} →`),
    ...labels.map((index) =>
      h('th', { scope: 'col' }, h('span', { dir: 'auto', title: nameOf(index) }, nameOf(index))),
    ),
  );
  const body = rows.map((cells, t) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row', title: nameOf(labels[t]!), dir: 'auto' }, nameOf(labels[t]!)),
      ...cells.map(({ count, share }, p) => {
        const cell = h(
          'td',
          {
            class: t === p ? 'right' : count > 0 ? 'wrong' : 'none',
            title: `${nameOf(labels[t]!)} → ${nameOf(labels[p]!)}: ${count}`,
          },
          count === 0 ? '·' : String(count),
        );
        cell.style.setProperty('--share', `${(40 * share).toFixed(1)}%`);
        return cell;
      }),
    ),
  );
  return h('table', { class: 'confusion' }, h('thead', {}, head), h('tbody', {}, ...body));
}

/** Every round in words and numbers, latest first: the accessible form of the curve. */
export function roundsTable(
  { rounds, metric, strings }: DrawnMetrics,
  onRound: (round: RoundView) => void,
): HTMLElement {
  const heads = [strings.round, strings.labelsAxis, strings[metric], strings.strategy].map((head) =>
    h('th', { scope: 'col' }, head),
  );
  const c = h('th', { scope: 'col', title: strings.hints.c }, 'C');
  c.append(h('span', { class: 'spoken' }, ` ${strings.hints.c}`));

  const rows = [...rounds].reverse().map((round) => {
    const row = h(
      'tr',
      {
        class: round.stale ? 'stale' : undefined,
        title: round.reworded ?? round.stale ?? round.refitted?.message,
      },
      h(
        'th',
        { scope: 'row' },
        button({ class: 'quiet round' }, () => onRound(round), String(round.round)),
      ),
      h('td', {}, String(round.labels)),
      h('td', {}, roundValue(round)),
      h(
        'td',
        {},
        round.strategy,
        ...(round.reworded === undefined ? [] : [h('span', { class: 'aside' }, strings.reworded)]),
      ),
      h('td', {}, String(round.c)),
    );
    row.dataset['round'] = String(round.round);
    return row;
  });
  return h(
    'table',
    { class: 'rounds' },
    h('thead', {}, h('tr', {}, ...heads, c)),
    h('tbody', {}, ...rows),
  );
}

function mark(): HTMLElement {
  return h('span', { class: 'mark', 'aria-hidden': 'true' });
}
