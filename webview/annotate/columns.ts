/**
 * How many columns show `count` labels in rows as even as they can be: five labels where four fit are three and two,
 * not four and one.
 * @param width of the place, and `least` width of a label, in the same unit.
 */
export function columnsFor(count: number, width: number, least: number): number {
  const fitting = Math.max(1, Math.floor(width / least));
  const rows = Math.ceil(Math.max(1, count) / fitting);
  return Math.max(1, Math.ceil(count / rows));
}
