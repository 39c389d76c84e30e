import { shadeOf, type Shape } from '../../protocol/labelShade.ts';
import type { HexColors } from '../editor/colorsInUse.ts';
import { labelImage, type Shade } from '../editor/markImages.ts';
import { markColors } from '../editor/markColors.ts';

/** A label's mark in the tree: a codicon in a theme colour, or an SVG image. */
export type LabelIcon =
  { readonly icon: string; readonly color: string } | { readonly svg: string };

const codicons: Readonly<Record<Shape, string>> = {
  square: 'primitive-square',
  circle: 'circle-filled',
  diamond: 'debug-breakpoint-log',
  triangle: 'triangle-up',
  ring: 'circle-outline',
};

/** The panel's mark for a label. Base hues come from the theme; their variants are images. */
export function labelIcon(shade: Shade, colors: HexColors): LabelIcon {
  const { shape, tone } = shadeOf(shade.variant);
  if (!tone) return { icon: codicons[shape], color: markColors[shade.color] };
  return { svg: labelImage(shade, colors) };
}
