import { labelForm } from '../../core/labelForm.ts';
import type { Localize } from '../../core/localize.ts';

/** A name in double quotes, as a JSON string, up to the next comma. */
const quoted = /\s*("(?:[^"\\]|\\.)*")\s*(?:,|$)/y;

/**
 * Parses a line such as `Refund, Delivery, "Bread, rolls"` into names: trimmed, without empty ones.
 * Names with commas or line breaks are quoted.
 */
export function labelNamesOf(line: string): string[] {
  const names: string[] = [];
  for (let at = 0; at < line.length;) {
    quoted.lastIndex = at;
    const name = unquoted(quoted.exec(line)?.[1]);
    const comma = line.indexOf(',', at);
    const end = comma < 0 ? line.length : comma;
    names.push(labelForm(name ?? line.slice(at, end)));
    at = name === undefined ? end + 1 : quoted.lastIndex;
  }
  return names.filter((name) => name !== '');
}

function unquoted(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/**
 * The problem with a line of labels; undefined if it is valid.
 * @param least minimum number of labels
 * @param separator of the labels in the label field
 */
export function labelProblem(
  line: string,
  localize: Localize,
  {
    least = 2,
    separator,
  }: { readonly least?: number; readonly separator?: string | undefined } = {},
): string | undefined {
  const names = labelNamesOf(line);
  if (names.length < least) {
    return least === 1
      ? localize('Enter at least one label.')
      : localize('Enter at least two labels, separated by commas.');
  }
  if (separator !== undefined) {
    const name = names.find((candidate) => candidate.includes(separator));
    if (name !== undefined) {
      return localize('“{0}” contains “{1}”, which separates the labels.', name, separator);
    }
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return localize('“{0}” appears twice.', name);
    seen.add(name);
  }
  return undefined;
}

/** Labels as an editable line, the inverse of `labelNamesOf`. */
export function labelLineOf(labels: readonly string[]): string {
  return labels.map((label) => (isPlain(label) ? label : quotedName(label))).join(', ');
}

function isPlain(label: string): boolean {
  return !/[,"\p{Cc}\u2028\u2029]/u.test(label);
}

function quotedName(label: string): string {
  return JSON.stringify(label).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
