import uPlot from 'uplot';
import type { RoundView } from '../../src/protocol/metrics.ts';
import { formatShare } from '../common/format.ts';
import { h } from '../common/dom.ts';
import { curveData, labelRange, valueRange } from './curveData.ts';
import type { CurveData } from './curveData.ts';
import type { DrawnMetrics } from './drawnMetrics.ts';

const HEIGHT = 280;

/** Current colours and fonts, resolved because a canvas does not support CSS variables. */
interface Palette {
  readonly line: string;
  readonly band: string;
  readonly target: string;
  readonly stale: string;
  /** For compared rounds. */
  readonly mark: string;
  readonly text: string;
  readonly grid: string;
  readonly ground: string;
  readonly font: string;
}

/** Draws the learning curve: metric by training labels, with interval band and target; stale rounds apart. */
export class Curve {
  readonly element = h('div', { class: 'curve', role: 'img' });
  readonly #onRound: (round: RoundView | undefined, chosen: boolean) => void;
  #plot: uPlot | undefined;
  #data: CurveData | undefined;
  #state: DrawnMetrics | undefined;

  /** @param onRound called with the round under the pointer (undefined when it leaves), or the clicked one */
  constructor(onRound: (round: RoundView | undefined, chosen: boolean) => void) {
    this.#onRound = onRound;
    new ResizeObserver(() => this.#resize()).observe(this.element);
    this.element.addEventListener('click', () => {
      const index = this.#plot?.cursor.idx;
      if (index != null) this.#onRound(this.#data?.rounds[index], true);
    });
  }

  draw(state: DrawnMetrics): void {
    this.#state = state;
    this.#data = curveData(state);
    this.redraw();
  }

  /** Redraws with the colours of the current theme. */
  redraw(): void {
    if (!this.#state || !this.#data) return;
    this.#plot?.destroy();
    this.#plot = undefined;
    const width = this.element.clientWidth;
    if (width === 0 || this.#data.x.length === 0) return;
    const { x, high, low, value, stale } = this.#data;
    this.#plot = new uPlot(
      this.#options(this.#state, this.#data, width),
      [x, high, low, value, stale],
      this.element,
    );
  }

  #resize(): void {
    const width = this.element.clientWidth;
    if (width === 0) return;
    if (this.#plot) this.#plot.setSize({ width, height: HEIGHT });
    else this.redraw();
  }

  #options({ strings }: DrawnMetrics, data: CurveData, width: number): uPlot.Options {
    const palette = readPalette(this.element);
    const axis = {
      stroke: palette.text,
      font: palette.font,
      labelFont: palette.font,
      grid: { stroke: palette.grid, width: 1 },
      ticks: { show: false },
    };
    const edge = { stroke: 'transparent', width: 0, points: { show: false } };
    return {
      width,
      height: HEIGHT,
      padding: [10, 10, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { size: 9, width: 2 },
      },
      scales: {
        x: { time: false, range: () => labelRange(data) },
        y: { range: () => valueRange(data) },
      },
      axes: [
        { ...axis, label: strings.labelsAxis, labelSize: 22, size: 28 },
        { ...axis, size: 44, values: (_plot, splits) => splits.map((split) => formatShare(split)) },
      ],
      bands: [{ series: [1, 2], fill: palette.band }],
      series: [
        {},
        edge,
        edge,
        {
          stroke: palette.line,
          width: 2,
          points: { show: true, size: 6, fill: palette.line, stroke: palette.ground, width: 1 },
        },
        {
          stroke: palette.stale,
          width: 1.5,
          dash: [3, 3],
          points: { show: true, size: 5, fill: palette.ground, stroke: palette.stale },
        },
      ],
      hooks: {
        drawAxes: [(plot) => drawTarget(plot, data, palette, strings.target)],
        draw: [
          (plot) => drawLoneIntervals(plot, data, palette),
          (plot) => drawCompared(plot, data, palette),
          (plot) => drawMayStop(plot, data, palette, strings.mayStop),
          (plot) => drawReworded(plot, data, palette, strings.reworded),
          (plot) => drawVectorsChanged(plot, data, palette, strings.vectorsChanged),
        ],
        setCursor: [
          ({ cursor }) =>
            this.#onRound(cursor.idx == null ? undefined : data.rounds[cursor.idx], false),
        ],
      },
    };
  }
}

/** Draws the target line across the whole width. */
function drawTarget(plot: uPlot, { target }: CurveData, palette: Palette, name: string): void {
  if (target === undefined) return;
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(target, 'y', true));
  ctx.save();
  ctx.strokeStyle = palette.target;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([7 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.fillStyle = palette.text;
  ctx.font = plot.axes[0]?.font?.[0] ?? '11px sans-serif';
  ctx.textBaseline = 'bottom';
  ctx.textAlign = 'left';
  ctx.fillText(`${name} ${formatShare(target)}`, bbox.left + 6 * devicePixelRatio, y - 3);
  ctx.restore();
}

/** Draws a vertical line where the stopping rule was met. */
function drawMayStop(plot: uPlot, { mayStop }: CurveData, palette: Palette, name: string): void {
  if (mayStop !== undefined) drawEvent(plot, mayStop, palette, name, 0);
}

/**
 * Draws a line where descriptions changed after hold-out answers, its caption above that of the stopping
 * rule.
 */
function drawReworded(
  plot: uPlot,
  { x, reworded }: CurveData,
  palette: Palette,
  name: string,
): void {
  for (const index of reworded) drawEvent(plot, x[index]!, palette, name, 1);
}

/** Draws a vertical line where the vectors changed; values on earlier vectors are dotted. */
function drawVectorsChanged(
  plot: uPlot,
  { vectorsChanged }: CurveData,
  palette: Palette,
  name: string,
): void {
  if (vectorsChanged !== undefined) drawEvent(plot, vectorsChanged, palette, name, 2);
}

/** @param row of its caption, counted from the bottom */
function drawEvent(plot: uPlot, labels: number, palette: Palette, name: string, row: number): void {
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(labels, 'x', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = palette.text;
  ctx.fillStyle = palette.text;
  ctx.font = plot.axes[0]?.font?.[0] ?? '11px sans-serif';
  // Near the left edge the caption fits on the right only.
  const isLeft = x - bbox.left < ctx.measureText(name).width + 8 * devicePixelRatio;
  const beside = (isLeft ? 4 : -4) * devicePixelRatio;
  ctx.textAlign = isLeft ? 'left' : 'right';
  ctx.textBaseline = 'bottom';
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.fillText(name, x + beside, bbox.top + bbox.height - (4 + 14 * row) * devicePixelRatio);
  ctx.restore();
}

/** Draws the intervals of isolated rounds as lines, because a band needs two adjacent rounds. */
function drawLoneIntervals(plot: uPlot, data: CurveData, palette: Palette): void {
  const { ctx } = plot;
  const { x, low, high } = data;
  ctx.save();
  ctx.strokeStyle = palette.line;
  ctx.globalAlpha = 0.5;
  ctx.lineWidth = 2 * devicePixelRatio;
  low.forEach((from, i) => {
    const to = high[i];
    if (from === null || to == null || low[i - 1] != null || low[i + 1] != null) return;
    const at = plot.valToPos(x[i]!, 'x', true);
    ctx.beginPath();
    ctx.moveTo(at, plot.valToPos(from, 'y', true));
    ctx.lineTo(at, plot.valToPos(to, 'y', true));
    ctx.stroke();
  });
  ctx.restore();
}

/** Marks the compared rounds: a vertical line and a ring around the value. */
function drawCompared(plot: uPlot, data: CurveData, palette: Palette): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = palette.mark;
  ctx.fillStyle = palette.mark;
  ctx.font = plot.axes[0]?.font?.[0] ?? '11px sans-serif';
  ctx.textAlign = 'center';
  ctx.textBaseline = 'top';
  for (const { index, name } of data.compared) {
    // Offsets by half a pixel, for sharp one-pixel lines.
    const x = Math.round(plot.valToPos(data.x[index]!, 'x', true)) + 0.5;
    const value = data.value[index] ?? data.stale[index];
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top + 14 * devicePixelRatio);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(name, x, bbox.top);
    if (value == null) continue;
    ctx.setLineDash([]);
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.beginPath();
    ctx.arc(x, plot.valToPos(value, 'y', true), 7 * devicePixelRatio, 0, 2 * Math.PI);
    ctx.stroke();
  }
  ctx.restore();
}

function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const highContrast = document.body.classList.contains('vscode-high-contrast');
  return {
    // Reads computed properties, so that the browser resolves mixes and fallbacks.
    line: resolveColor(element, 'var(--curve-line)', true),
    band: resolveColor(
      element,
      highContrast ? 'var(--curve-band-strong)' : 'var(--curve-band)',
      true,
    ),
    target: resolveColor(element, 'var(--curve-target)', true),
    stale: resolveColor(element, 'var(--mg-quiet)', false),
    mark: resolveColor(element, 'var(--vscode-foreground)', false),
    text: resolveColor(element, 'var(--mg-quiet)', false),
    grid: resolveColor(element, 'var(--curve-grid)', true),
    ground: resolveColor(element, 'var(--vscode-editor-background)', false),
    font: `11px ${color('font-family') || 'sans-serif'}`,
  };
}

function resolveColor(parent: Element, value: string, isHue: boolean): string {
  // Forced colours make curve and band the same colour, so the band is left out.
  const probe = h('span', { hidden: true, class: isHue ? 'hue' : undefined });
  probe.style.color = value;
  parent.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
