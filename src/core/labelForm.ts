/** The form in which label names are compared: NFC, trimmed. */
export function labelForm(name: string): string {
  return name.normalize('NFC').trim();
}

/**
 * A key shared by names that read as the same word: ignores letter case, the number of blanks
 * between words, Unicode composition, and invisible characters (soft hyphens, zero-width spaces).
 * Empty for an invisible name.
 */
export function visualForm(name: string): string {
  const visible = name.replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return labelForm(visible).replace(/\s+/g, ' ').toLowerCase();
}

/** A label with its number of rows. */
export interface CountedLabel {
  readonly value: string;
  readonly rows: number;
}

/** Groups of labels that look alike, the most frequent first. */
export function alikeLabels<T extends CountedLabel>(labels: readonly T[]): T[][] {
  const byLook = new Map<string, T[]>();
  for (const label of labels) {
    const look = visualForm(label.value);
    const known = byLook.get(look);
    if (known) known.push(label);
    else byLook.set(look, [label]);
  }
  return [...byLook.values()]
    .filter(({ length }) => length > 1)
    .map((group) => group.sort((a, b) => b.rows - a.rows));
}

/** Whether two names look the same on screen, so that one is easily mistaken for the other. */
export function sameOnScreen(a: string, b: string): boolean {
  const shown = (name: string): string =>
    labelForm(name.replace(/\p{Default_Ignorable_Code_Point}/gu, '')).replace(/\s+/g, ' ');
  return shown(a) === shown(b);
}

/** A project's labels by name and by form; a name takes precedence over another's form. */
export function namesByForm(labels: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const name of labels) if (!names.has(labelForm(name))) names.set(labelForm(name), name);
  for (const name of labels) names.set(name, name);
  return names;
}
