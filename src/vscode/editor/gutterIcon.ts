import type { Mark } from './marks.ts';

/** A mark for the gutter as an SVG image: a disc for a label, a dash for a skip, a ribbon for a flag. */
export function gutterIcon(mark: Mark, color: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${shape(mark, color)}</svg>`;
}

function shape(mark: Mark, color: string): string {
  if (mark === 'skipped') {
    return `<path d="M4 8h8" fill="none" stroke="${color}" stroke-width="2" stroke-linecap="round"/>`;
  }
  if (mark === 'flagged') return `<path d="M5 2.5h6v11l-3-2.6-3 2.6z" fill="${color}"/>`;
  return `<circle cx="8" cy="8" r="4.5" fill="${color}"/>`;
}
