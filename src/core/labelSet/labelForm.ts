/** The form in which label names are compared: composed (NFC), and without white space at the ends. */
export function labelForm(name: string): string {
  return name.normalize('NFC').trim();
}

/**
 * What two names have in common that a reader takes for the same word: letter case, the number of blanks
 * between words, accents written in one or two characters, and characters that do not show (soft hyphens,
 * zero-width spaces) make no difference. Empty for a name that does not show at all.
 */
export function lookOf(name: string): string {
  const visible = name.replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return labelForm(visible).replace(/\s+/g, ' ').toLowerCase();
}

/** Labels with the number of rows that have each. */
export interface CountedLabel {
  readonly value: string;
  readonly rows: number;
}

/** Labels that look alike: the commonest first. */
export function alikeLabels<T extends CountedLabel>(labels: readonly T[]): T[][] {
  const byLook = new Map<string, T[]>();
  for (const label of labels) {
    const look = lookOf(label.value);
    const known = byLook.get(look);
    if (known) known.push(label);
    else byLook.set(look, [label]);
  }
  return [...byLook.values()]
    .filter(({ length }) => length > 1)
    .map((group) => group.sort((a, b) => b.rows - a.rows));
}

/** Names that cannot be told apart on screen, so that an answer to one is easily given to the other. */
export function sameOnScreen(a: string, b: string): boolean {
  const shown = (name: string): string =>
    labelForm(name.replace(/\p{Default_Ignorable_Code_Point}/gu, '')).replace(/\s+/g, ' ');
  return shown(a) === shown(b);
}

/** A project's names by themselves and by their form; a name itself wins over another's form. */
export function namesByForm(labels: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const name of labels) if (!names.has(labelForm(name))) names.set(labelForm(name), name);
  for (const name of labels) names.set(name, name);
  return names;
}
