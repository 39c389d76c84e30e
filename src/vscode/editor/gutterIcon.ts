import type { HexColors } from './colorsInUse.ts';
import { labelImage, svg } from './labelShape.ts';
import { shadeIn, type GutterMark } from './gutterMarks.ts';

/** A mark for the gutter as an SVG image: the mark of a label as in the panel, a dash for a skip, a ribbon for a flag. */
export function gutterIcon(mark: GutterMark, colors: HexColors): string {
  if (mark !== 'skipped' && mark !== 'flagged') return labelImage(shadeIn(mark), colors);
  const color = colors.marks.get(mark)!;
  return svg(
    mark === 'skipped'
      ? `<path d="M4 8h8" fill="none" stroke="${color}" stroke-width="2" stroke-linecap="round"/>`
      : `<path d="M5 2.5h6v11l-3-2.6-3 2.6z" fill="${color}"/>`,
  );
}
