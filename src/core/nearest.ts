/**
 * The choice with the smallest edit distance, ignoring case, if that is at most a third of the
 * word's length. The first on a tie.
 */
export function nearest(word: string, choices: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.floor(Math.max(word.length, 3) / 3) + 1;
  for (const choice of choices) {
    const distance = editDistance(word.toLowerCase(), choice.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [choice, distance];
  }
  return best;
}

/** As `nearest`, as a message parameter; empty if no word is close. */
export function closestChoice(
  word: string,
  choices: readonly string[],
): { readonly meant?: string } {
  const meant = nearest(word, choices);
  return meant === undefined ? {} : { meant };
}

/**
 * Damerau (1964), as optimal string alignment: the minimum number of insertions, deletions and
 * replacements of one character, and of exchanges of two neighbours.
 */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  let before = previous;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const exchanged =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? before[j - 2]! + 1
          : Infinity;
      row.push(Math.min(replaced, exchanged, previous[j]! + 1, row[j - 1]! + 1));
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length]!;
}
