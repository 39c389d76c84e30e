/**
 * The number of columns that lays out `count` labels in the most even rows: if four fit, five labels become
 * three and two, not four and one.
 * @param width available width, `least` minimum width of a label, `gap` between labels; all in the same unit.
 */
export function columnsFor(count: number, width: number, least: number, gap = 0): number {
  const fitting = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const rows = Math.ceil(Math.max(1, count) / fitting);
  return Math.max(1, Math.ceil(count / rows));
}
