import type { ScaleBenchResult } from './scale.ts';

interface Line {
  readonly name: string;
  readonly color: string;
  readonly seconds: (result: ScaleBenchResult) => number;
}

const lines: readonly Line[] = [
  { name: 'vectors of everything', color: '#b5651d', seconds: ({ embedded }) => embedded / 1000 },
  { name: 'indexed, hold-out drawn', color: '#3a7ca5', seconds: ({ indexed }) => indexed / 1000 },
  { name: 'opened again', color: '#6a8d3b', seconds: ({ reopened }) => reopened / 1000 },
  { name: 'first record', color: '#8a5a9e', seconds: ({ firstRecord }) => firstRecord / 1000 },
  { name: 'a round', color: '#c0392b', seconds: ({ roundMedian }) => roundMedian / 1000 },
];
const [width, height] = [720, 400];
const area = { left: 64, right: 520, top: 16, bottom: 352 };

/** Seconds against records on logarithmic axes, with dotted lines of slope one for linear growth; an SVG. */
export function scalePlot(results: readonly ScaleBenchResult[]): string {
  const sizes = results.map(({ records }) => records);
  const all = lines.flatMap(({ seconds }) => results.map(seconds));
  const decades = (values: readonly number[]): [number, number] => [
    Math.floor(Math.log10(Math.min(...values))),
    Math.ceil(Math.log10(Math.max(...values))),
  ];
  const [x0, x1] = decades(sizes);
  const [y0, y1] = decades(all);
  const x = (records: number): number =>
    area.left + ((Math.log10(records) - x0) / (x1 - x0)) * (area.right - area.left);
  const y = (seconds: number): number =>
    area.bottom - ((Math.log10(seconds) - y0) / (y1 - y0)) * (area.bottom - area.top);
  const ticks = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  const grid = [
    ...ticks(x0, x1).map((records) => {
      const text = label(x(records), area.bottom + 20, records.toLocaleString('en'), 'middle');
      return stroke(x(records), area.top, x(records), area.bottom) + text;
    }),
    ...ticks(y0, y1).map((seconds) => {
      const name = seconds < 1 ? `${Math.round(1000 * seconds)} ms` : `${seconds} s`;
      const text = label(area.left - 8, y(seconds) + 4, name, 'end');
      return stroke(area.left, y(seconds), area.right, y(seconds)) + text;
    }),
  ];
  const names = spread(lines.map(({ seconds }) => y(seconds(results.at(-1)!)) + 4));
  const curves = lines.map(({ name, color, seconds }, i) => {
    const points = results.map((result) => `${x(result.records)},${y(seconds(result))}`);
    const dots = points.map((point) => {
      const [cx, cy] = point.split(',');
      return `<circle cx="${cx}" cy="${cy}" r="3" fill="${color}"/>`;
    });
    return (
      `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>` +
      dots.join('') +
      label(area.right + 10, names[i]!, name, 'start', color)
    );
  });
  const linear =
    `<path d="M${x(sizes[0]!)},${y(10 ** y0)} L${x(sizes[0]! * 10 ** (y1 - y0))},${y(10 ** y1)}" ` +
    `stroke="#999" stroke-dasharray="2 4" clip-path="url(#area)"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<clipPath id="area"><rect x="${area.left}" y="${area.top}" width="${area.right - area.left}" height="${area.bottom - area.top}"/></clipPath>`,
    ...grid,
    linear,
    ...curves,
    label((area.left + area.right) / 2, area.bottom + 40, 'records in the pool', 'middle'),
    '</svg>\n',
  ].join('\n');
}

const stroke = (xa: number, ya: number, xb: number, yb: number): string =>
  `<path d="M${xa},${ya} L${xb},${yb}" stroke="#ddd"/>`;

const label = (at: number, top: number, text: string, anchor: string, color = '#333'): string =>
  `<text x="${at}" y="${top}" text-anchor="${anchor}" fill="${color}">${text}</text>`;

/** The heights moved apart so that texts do not overlap. */
function spread(heights: readonly number[]): number[] {
  const order = [...heights.keys()].sort((a, b) => heights[a]! - heights[b]!);
  const moved = [...heights];
  for (let i = 1; i < order.length; i++) {
    moved[order[i]!] = Math.max(moved[order[i]!]!, moved[order[i - 1]!]! + 15);
  }
  return moved;
}
