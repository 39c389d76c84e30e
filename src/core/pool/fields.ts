import { kindOf } from './jsonLines.ts';

/** Finds a field's value in a row; undefined where the row has none. */
export type Getter = (row: unknown) => unknown;

/**
 * A getter for a field of JSON objects. A key that is literally `a.b` wins over the path a → b, at every level;
 * numbers index lists (`items.0.text`).
 */
export function objectGetter(path: string): Getter {
  if (!path.includes('.')) return (row) => own(row, path);
  return (row) => valueAt(row, path);
}

/** A getter for a column of delimited rows; for a column that does not exist it finds nothing. */
export function columnGetter(columns: readonly string[], name: string): Getter {
  const column = columns.indexOf(name);
  return (row) => (column < 0 ? undefined : (row as readonly string[])[column]);
}

function own(container: unknown, key: string): unknown {
  if (typeof container !== 'object' || container === null || !Object.hasOwn(container, key))
    return undefined;
  return (container as Record<string, unknown>)[key];
}

function valueAt(container: unknown, path: string): unknown {
  const literal = own(container, path);
  if (literal !== undefined) return literal;
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const found = valueAt(own(container, path.slice(0, dot)), path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A value as text: strings as they are, numbers and booleans written out; undefined for null, lists and objects. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

/** A value as context to show: what is not text is shown as JSON. */
export function contextOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return textOf(value) ?? JSON.stringify(value);
}

/** Between the texts of several text fields. */
export const textSeparator = '\n\n';

/** The text of a row, or why it has none. */
export type RowText = string | { readonly fault: string };

/** The text fields of a row joined by a blank line, absent and blank ones left out. */
export function textGetter(
  names: readonly string[],
  getters: readonly Getter[],
): (row: unknown) => RowText {
  const quoted = names.map((name) => `"${name}"`).join(' and ');
  return (row) => {
    let text: string | undefined;
    for (let i = 0; i < getters.length; i++) {
      const value = getters[i]!(row);
      const part = textOf(value);
      if (part !== undefined && part.trim() !== '') {
        text = text === undefined ? part : text + textSeparator + part;
      } else if (part === undefined && value !== undefined && value !== null) {
        return { fault: `"${names[i]!}" is ${kindOf(value)} here, not text.` };
      }
    }
    if (text !== undefined) return text;
    const values = getters.map((getter) => getter(row));
    if (values.every((value) => value === undefined))
      return { fault: `This row has no ${quoted}.` };
    const absent = values.some((value) => value === null) ? 'null' : 'empty';
    return { fault: `${quoted} ${names.length > 1 ? 'are' : 'is'} ${absent} here.` };
  };
}

/** All paths of a JSON object that lead to a text, number, boolean or null, in its order; for "which fields exist". */
export function pathsOf(row: unknown, prefix = '', depth = 4): string[] {
  if (typeof row !== 'object' || row === null || Array.isArray(row) || depth === 0) return [];
  const paths: string[] = [];
  for (const [key, value] of Object.entries(row)) {
    const path = prefix + key;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      paths.push(...pathsOf(value, `${path}.`, depth - 1));
    } else paths.push(path);
  }
  return paths;
}
