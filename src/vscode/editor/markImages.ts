import type { LabelStyle } from '../../core/labelSet/labelStyles.ts';
import { shadeOf, type Shape } from '../../protocol/labelShade.ts';
import type { HexColors } from './colorsInUse.ts';
import { mixColors } from './mixColors.ts';
import { isState, shadeIn, type GutterMark, type StateMark } from './gutterMarks.ts';

/** The part of a label's look that its mark depends on. */
export type Shade = Pick<LabelStyle, 'color' | 'variant'>;

/**
 * The panel's mark for a label as an SVG image. Themes have no variants of a hue, so they are mixed
 * as the panel mixes them, from the theme colours that are known.
 */
export function labelImage({ color, variant }: Shade, colors: HexColors): string {
  const { shape, tone } = shadeOf(variant);
  const hue = colors.marks.get(color)!;
  return svg(drawn(shape, tone ? mixColors(hue, colors[tone.with], tone.share) : hue));
}

/** A 16 × 16 px image. */
function svg(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${content}</svg>`;
}

/** A data URL of an image for use as an icon. */
export function imageUrl(image: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(image).toString('base64')}`;
}

function drawn(shape: Shape, color: string): string {
  switch (shape) {
    case 'square':
      return `<rect x="4" y="4" width="8" height="8" rx="1" fill="${color}"/>`;
    case 'circle':
      return `<circle cx="8" cy="8" r="4.5" fill="${color}"/>`;
    case 'diamond':
      return `<path d="M8 3l5 5-5 5-5-5z" fill="${color}"/>`;
    case 'triangle':
      return `<path d="M8 4l4.5 8h-9z" fill="${color}"/>`;
    case 'ring':
      return `<circle cx="8" cy="8" r="3.5" fill="none" stroke="${color}" stroke-width="2"/>`;
  }
}

/**
 * A gutter mark as an SVG image: the panel's mark for a label, an empty-set sign for an empty label set, a
 * dash for a skip, a ribbon for a flag.
 */
export function gutterIcon(mark: GutterMark, colors: HexColors): string {
  if (!isState(mark)) return labelImage(shadeIn(mark), colors);
  return svg(drawnState(mark, colors.marks.get(mark)!));
}

function drawnState(mark: StateMark, color: string): string {
  switch (mark) {
    case 'none':
      return `<g fill="none" stroke="${color}" stroke-width="1.5" stroke-linecap="round"><circle cx="8" cy="8" r="4.5"/><path d="M3.5 12.5l9-9"/></g>`;
    case 'skipped':
      return `<path d="M4 8h8" fill="none" stroke="${color}" stroke-width="2" stroke-linecap="round"/>`;
    case 'flagged':
      return `<path d="M5 2.5h6v11l-3-2.6-3 2.6z" fill="${color}"/>`;
  }
}
