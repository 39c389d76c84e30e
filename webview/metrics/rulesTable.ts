import type { MetricsStrings, StoppingRuleView } from '../../src/protocol/metrics.ts';
import { h } from '../common/dom.ts';
import { icon } from '../common/icons.ts';

/** The stopping rules: their states, their thresholds, and the one that the project uses. */
export function rulesTable(
  rules: readonly StoppingRuleView[],
  strings: MetricsStrings,
): HTMLElement {
  const heads = [strings.rule, strings.now, strings.wanted];
  const rows = rules.map(({ name, hint, now, wanted, met, advises }) => {
    const title = h('th', { scope: 'row', title: hint }, h('span', {}, name));
    if (advises) title.append(h('span', { class: 'advises' }, strings.advises));
    title.append(h('span', { class: 'rule-hint' }, hint));
    const value = h('td', { class: met ? 'met' : undefined }, now);
    if (met) value.prepend(icon('check'), h('span', { class: 'spoken' }, `${strings.met}: `));
    return h('tr', {}, title, value, h('td', {}, wanted));
  });
  return h(
    'table',
    { class: 'rules' },
    h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, ...rows),
  );
}
