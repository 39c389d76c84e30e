import { alikeLabels, type CountedLabel } from '../../core/labelForm.ts';

/** Labels of a file, with look-alikes merged. */
export interface MergedLabels {
  readonly labels: readonly CountedLabel[];
  /** Alternative spellings by value: the label that each is merged into. */
  readonly map: Readonly<Record<string, string>>;
}

/** Merges labels that look alike, under the most frequent spelling. */
export function mergeAlike(labels: readonly CountedLabel[]): MergedLabels {
  const map = new Map<string, string>();
  const rows = new Map(labels.map(({ value, rows: count }) => [value, count]));
  for (const [first, ...variants] of alikeLabels(labels)) {
    for (const { value, rows: variantRows } of variants) {
      map.set(value, first!.value);
      rows.set(first!.value, rows.get(first!.value)! + variantRows);
    }
  }
  return {
    labels: labels
      .filter(({ value }) => !map.has(value))
      .map(({ value }) => ({ value, rows: rows.get(value)! })),
    map: Object.fromEntries(map),
  };
}

/** Makes invisible characters visible and distinguishes kinds of spaces and composed accents. */
export function withVisibleCharacters(name: string): string {
  return name
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}]/gu, codeOf)
    .replace(/[^\S ]/g, codeOf)
    .replace(/ {2,}/g, (blanks) => '␣'.repeat(blanks.length));
}

function codeOf(character: string): string {
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return `‹U+${code}›`;
}
