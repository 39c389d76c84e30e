import { h } from '../common/dom.ts';
import { formatCount, formatHalfWidth, formatShare } from '../common/format.ts';
import { icon } from '../common/icons.ts';
import type { DrawnMetrics } from './drawnMetrics.ts';

/** The headline numbers: quality, hold-out size, progress through the pool, distance to the target. */
export function drawSummary(state: DrawnMetrics): HTMLElement {
  const tiles = [
    metricTile(state),
    ...cardinalityTiles(state),
    holdoutTile(state),
    poolTile(state),
    ...speedTiles(state),
    ...acceptedTiles(state),
    ...targetTiles(state),
  ];
  const figures = tiles.filter(({ classList }) => !classList.contains('sentence')).length;
  return h('dl', { class: 'summary', 'data-figures': String(figures) }, ...tiles);
}

function metricTile(state: DrawnMetrics): HTMLElement {
  const { measured, metric, noHoldout, strings } = state;
  if (!measured || measured.value === null) {
    const why = measured ? strings.unavailable[measured.reason] : noHoldout;
    return tile(strings[metric], '–', [why], strings.hints[metric]);
  }
  const { value, low, high, approximate } = measured;
  const interval = `${formatShare(low)}–${formatShare(high)} · ${strings.band}`;
  const notes = [
    approximate ? `${interval}, ${strings.approximate}` : interval,
    ...labelsAveraged(state),
  ];
  const shown = tile(strings[metric], formatShare(value), notes, strings.hints[metric]);
  shown
    .querySelector('.figure')!
    .append(h('span', { class: 'half-width' }, formatHalfWidth((high - low) / 2)));
  return shown;
}

/** The number of labels that the mean average precision covers. */
function labelsAveraged({ latest, metric, strings }: DrawnMetrics): string[] {
  if (latest?.task !== 'multi' || metric !== 'macroAp') return [];
  return [
    strings.labelsAveraged
      .replace('{0}', formatCount(latest.labelsAveraged))
      .replace('{1}', formatCount(latest.perLabel.length)),
  ];
}

/** Mean numbers of true and predicted labels per record, in a multi-label project. */
function cardinalityTiles({ latest, strings }: DrawnMetrics): HTMLElement[] {
  if (latest?.task !== 'multi' || !latest.cardinality) return [];
  const { truth, predicted } = latest.cardinality;
  const note = strings.cardinalityText.replace('{0}', formatMean(predicted));
  return [tile(strings.cardinality, formatMean(truth), [note], strings.hints.cardinality)];
}

const formatMean = (value: number): string => value.toFixed(2);

function holdoutTile({ holdout, strings }: DrawnMetrics): HTMLElement {
  const { answered, size, skipped } = holdout;
  const notes = skipped > 0 ? [`${formatCount(skipped)} ${strings.skipped}`] : [];
  const figure = `${formatCount(answered)} / ${formatCount(size)}`;
  const shown = tile(strings.holdout, figure, notes, strings.hints.holdout);
  shown.append(shareBar([{ share: part(answered, size), kind: 'labelled' }]));
  return shown;
}

function poolTile({ pool, strings }: DrawnMetrics): HTMLElement {
  const { size, labelled, skipped } = pool;
  const rest = Math.max(0, size - labelled - skipped);
  const notes = [
    `${formatCount(labelled)} ${strings.labelled}`,
    `${formatCount(skipped)} ${strings.skipped}`,
  ];
  const shown = tile(strings.pool, formatCount(size), [notes.join(' · ')], strings.hints.pool);
  shown.title = `${strings.hints.pool}\n${formatCount(rest)} ${strings.unlabelled}`;
  shown.append(
    shareBar([
      { share: part(labelled, size), kind: 'labelled' },
      { share: part(skipped, size), kind: 'skipped' },
    ]),
  );
  return shown;
}

function speedTiles({ speed, strings }: DrawnMetrics): HTMLElement[] {
  if (!speed) return [];
  return [tile(strings.speed, speed.short, speed.more.split(' · '), speed.long)];
}

/** The share of accepted suggestions: if nearly all, the model may be leading the annotator. */
function acceptedTiles({ suggestions, strings }: DrawnMetrics): HTMLElement[] {
  if (!suggestions || suggestions.asked === 0) return [];
  const { accepted, asked } = suggestions;
  const counts = `${formatCount(accepted)} / ${formatCount(asked)}`;
  return [
    tile(
      strings.accepted,
      formatShare(accepted / asked),
      [`${counts} ${strings.acceptedOf}`],
      strings.hints.accepted,
    ),
  ];
}

function targetTiles({ target, forecast, strings }: DrawnMetrics): HTMLElement[] {
  const tiles: HTMLElement[] = [];
  if (target) {
    const shown = tile(
      strings.target,
      formatShare(target.value),
      [strings[target.metric]],
      strings.hints.target,
    );
    if (target.reached) {
      shown
        .querySelector('.figure')!
        .append(h('span', { class: 'reached' }, icon('check'), strings.targetReached));
    }
    tiles.push(shown);
  }
  if (forecast) tiles.push(forecastTile(forecast, strings));
  return tiles;
}

/** Formats open ranges and "about there" distinctly: neither is a single number. */
function forecastTile(
  forecast: NonNullable<DrawnMetrics['forecast']>,
  strings: DrawnMetrics['strings'],
): HTMLElement {
  const shown = (figure: string, notes: readonly string[]): HTMLElement =>
    tile(strings.forecast, figure, notes, strings.hints.forecast);
  if ('reason' in forecast) {
    const unknown = shown('–', [forecast.reason]);
    unknown.classList.add('sentence');
    return unknown;
  }
  if ('aboutThere' in forecast) return shown('≈', [strings.aboutThere]);
  const { low, high } = forecast;
  if (high === undefined) {
    return shown(`> ${formatCount(low)}`, [strings.moreThan.replace('{0}', formatCount(low))]);
  }
  const figure = low === high ? formatCount(low) : `${formatCount(low)}–${formatCount(high)}`;
  return shown(figure, []);
}

/** @param hint explanation of the figure; a tooltip, also read by screen readers */
function tile(name: string, figure: string, notes: readonly string[], hint: string): HTMLElement {
  return h(
    'div',
    { class: 'tile', title: hint },
    h('dt', {}, name),
    h('dd', { class: 'figure' }, figure),
    ...notes.map((note) => h('dd', { class: 'note' }, note)),
    h('dd', { class: 'spoken' }, hint),
  );
}

function shareBar(parts: readonly { share: number; kind: string }[]): HTMLElement {
  const bars = parts.map(({ share, kind }) => {
    const bar = h('span', { class: kind });
    bar.style.setProperty('flex-basis', `${(100 * share).toFixed(2)}%`);
    return bar;
  });
  return h('dd', { class: 'share', 'aria-hidden': 'true' }, ...bars);
}

function part(count: number, size: number): number {
  return size > 0 ? Math.min(1, count / size) : 0;
}
