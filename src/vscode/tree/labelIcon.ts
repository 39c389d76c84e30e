import type { LabelColor } from '../../core/labels.ts';
import { shadeOf, type Shape } from '../../protocol/labelShade.ts';
import type { HexColors } from '../editor/colorsInUse.ts';
import { markColors } from '../editor/markColors.ts';
import { mixColors } from '../editor/mixColors.ts';

/** How the mark of a label is drawn in the tree: as a codicon in a theme colour, or as an SVG image. */
export type LabelIcon =
  { readonly icon: string; readonly color: string } | { readonly svg: string };

const codicons: Readonly<Record<Shape, string>> = {
  square: 'primitive-square',
  circle: 'circle-filled',
  diamond: 'debug-breakpoint-log',
  triangle: 'triangle-up',
  ring: 'circle-outline',
};

/**
 * The mark that the panel gives a label. A hue itself is the theme's own; its other tones no theme has, so they are
 * mixed as the panel mixes them, from what can be known of the theme.
 */
export function labelIcon(color: LabelColor, variant: number, colors: HexColors): LabelIcon {
  const { shape, tone } = shadeOf(variant);
  if (!tone) return { icon: codicons[shape], color: markColors[color] };
  const mixed = mixColors(colors.marks.get(color)!, colors[tone.with], tone.share);
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${drawn(shape, mixed)}</svg>`,
  };
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
