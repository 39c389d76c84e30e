/**
 * How many columns show `count` labels in rows as even as they can be: five labels where four fit are three and two,
 * not four and one.
 * @param width of the place, `least` width of a label and `gap` between two of them, in the same unit.
 */
export function columnsFor(count: number, width: number, least: number, gap = 0): number {
  const fitting = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const rows = Math.ceil(Math.max(1, count) / fitting);
  return Math.max(1, Math.ceil(count / rows));
}
