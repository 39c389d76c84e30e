import type { JudgedView, LabelView } from '../../../src/protocol/annotate.ts';
import { applyStyle } from '../../common/color.ts';
import { h } from '../../common/dom.ts';
import { formatCount } from '../../common/format.ts';
import { setShortName } from '../../common/labelName.ts';
import { fillPlaceholders, rowText } from '../judged.ts';
import type { DrawnState } from '../drawnState.ts';

/** Maximum number of labels of a set named in a row. */
const MOST = 4;

/** The answer of a row. */
interface RowAnswer {
  readonly label?: string;
  readonly labels?: JudgedView;
}

/**
 * Draws the mark at the beginning of a row: that of its first label, an outline for a skip, a dash if no
 * label applies.
 */
export function drawMark(
  element: HTMLElement,
  { label, labels }: RowAnswer,
  all: readonly LabelView[],
): void {
  const first = labels ? labels.yes[0] : label;
  const look = all.find(({ name }) => name === first);
  if (look) applyStyle(element, look);
  else element.style.setProperty('--label', 'transparent');
  element.classList.toggle('is-none', labels !== undefined && first === undefined);
}

/** Draws the names of a row's answer on one line, truncated if necessary. */
export function drawNames(
  element: HTMLElement,
  row: RowAnswer,
  { labels: all, strings }: Pick<DrawnState, 'labels' | 'strings'>,
): void {
  const { labels } = row;
  const isSet = labels !== undefined && labels.yes.length > 1;
  const text = rowText(row, strings);
  if (element.dataset['written'] === text) return;
  element.dataset['written'] = text;
  if (!isSet) return setShortName(element, text);
  element.classList.remove('short');
  const { yes, unknown } = labels;
  const rest = yes.length - MOST;
  element.replaceChildren(
    ...yes.slice(0, MOST).flatMap((name, i) => (i === 0 ? [name] : markedName(name, all))),
    rest > 0 ? ` + ${formatCount(rest)}` : '',
    unknown > 0
      ? ` ${fillPlaceholders(strings.multiLabel.unknownLabels, formatCount(unknown))}`
      : '',
  );
}

/** On screen the mark separates names; screen readers get a comma. */
function markedName(name: string, all: readonly LabelView[]): (Node | string)[] {
  const mark = h('span', { class: 'also' }, h('span', { class: 'mark', 'aria-hidden': 'true' }));
  const look = all.find((label) => label.name === name);
  if (look) applyStyle(mark, look);
  return [h('span', { class: 'spoken' }, ', '), mark, name];
}
