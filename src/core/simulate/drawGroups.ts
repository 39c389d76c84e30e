import type { Rng } from '../rng.ts';

/**
 * Draws records at random in whole groups of near-duplicates, so that no drawn text has a
 * near-duplicate among the rest. Adds groups in random order until `size` records are reached; the
 * last one may overshoot, since dropping groups that do not quite fit would exclude large groups
 * more often than small ones. Skips only groups larger than `size`.
 * @param groups the near-duplicate group of each record; a unique record is its own group
 * @returns the drawn records, ascending
 */
export function drawGroups(groups: ArrayLike<number>, rng: Rng, size: number): Int32Array {
  const members = new Map<number, number[]>();
  for (let row = 0; row < groups.length; row++) {
    const known = members.get(groups[row]!);
    if (known) known.push(row);
    else members.set(groups[row]!, [row]);
  }
  const fitting = [...members.values()].filter((group) => group.length <= size);
  rng.shuffle(fitting);
  const rows: number[] = [];
  for (const group of fitting) {
    if (rows.length >= size) break;
    for (const row of group) rows.push(row);
  }
  return Int32Array.from(rows).sort();
}
