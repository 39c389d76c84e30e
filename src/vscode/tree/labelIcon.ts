import { shadeOf, type Shape } from '../../protocol/labelShade.ts';
import type { HexColors } from '../editor/colorsInUse.ts';
import { labelImage, type Shade } from '../editor/markImages.ts';
import { markColors } from '../editor/markColors.ts';

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

/** The mark that the panel gives a label. A hue itself is the theme's own; its other tones are images. */
export function labelIcon(shade: Shade, colors: HexColors): LabelIcon {
  const { shape, tone } = shadeOf(shade.variant);
  if (!tone) return { icon: codicons[shape], color: markColors[shade.color] };
  return { svg: labelImage(shade, colors) };
}
