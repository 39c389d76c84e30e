import type { ComparedNumber, ComparisonView, MetricsStrings } from '../../src/protocol/metrics.ts';
import { applyStyle } from '../common/color.ts';
import { h } from '../common/dom.ts';
import { formatShare } from '../common/format.ts';

/** One number of both rounds in each row, with their difference. */
export function comparedTable(
  head: string,
  numbers: readonly ComparedNumber[],
  { first, second }: Pick<ComparisonView, 'first' | 'second'>,
  strings: MetricsStrings,
): HTMLElement {
  const heads = [
    head,
    `${strings.round} ${first}`,
    `${strings.round} ${second}`,
    strings.difference,
  ];
  const rows = numbers.map((number) => {
    const name = h('th', { scope: 'row' }, h('span', { dir: 'auto' }, number.name));
    if (number.look) {
      applyStyle(name, number.look);
      name.prepend(h('span', { class: 'mark', 'aria-hidden': 'true' }));
    }
    return h(
      'tr',
      {},
      name,
      h('td', {}, shareOrDash(number.first)),
      h('td', {}, shareOrDash(number.second)),
      differenceCell(number),
    );
  });
  const table = h(
    'table',
    { class: 'beside' },
    h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, ...rows),
  );
  // Scrollable areas must be focusable for keyboard scrolling.
  return h('div', { class: 'scrolling', tabindex: '0', role: 'group', 'aria-label': head }, table);
}

/** "+.04 (−.01 to +.09)"; an interval that excludes 0 is marked, not by colour alone. */
function differenceCell({ difference, reason }: ComparedNumber): HTMLElement {
  if (!difference) return h('td', { class: 'untold' }, reason ?? '–');
  const { value, low, high } = difference;
  const direction = low > 0 ? 'up' : high < 0 ? 'down' : 'open';
  const arrow = { up: '▲ ', down: '▼ ', open: '' }[direction];
  return h(
    'td',
    { class: direction },
    `${arrow}${signed(value)} `,
    h('span', { class: 'aside' }, `${signed(low)} … ${signed(high)}`),
  );
}

/** "+.04", "−.01", ".00" */
function signed(value: number): string {
  const text = formatShare(Math.abs(value));
  if (text === '.00') return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

function shareOrDash(value: number | undefined): string {
  return value === undefined ? '–' : formatShare(value);
}
