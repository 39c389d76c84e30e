import type { Localize } from '../localize.ts';

/** The names in a line such as "Refund, Delivery, Other": trimmed, empty ones left out. */
export function labelNamesOf(line: string): string[] {
  return line
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** What is wrong with a line of labels; undefined if it will do. */
export function labelProblem(line: string, l10n: Localize): string | undefined {
  const names = labelNamesOf(line);
  if (names.length < 2) return l10n.t('Two labels at least, separated by commas.');
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return l10n.t('“{0}” is there twice.', name);
    seen.add(name);
  }
  return undefined;
}

/** Label values of a file as a line to edit; undefined where a comma inside one would tear it apart. */
export function labelLineOf(values: readonly string[]): string | undefined {
  return values.some((value) => value.includes(',')) ? undefined : values.join(', ');
}
