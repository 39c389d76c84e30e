import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';
import { guardColumnOf, guardMark, withoutGuard } from './formulaGuard.ts';
import { digitsOf } from './exactNumbers.ts';
import { kindOf } from './jsonRows.ts';

/**
 * Finds a field's value in a row; undefined if the row has none. Given the row's JSON, a number
 * whose digits a double does not keep is returned as the string of its digits.
 */
export type Getter = (row: unknown, source?: string) => unknown;

/**
 * A getter for a field of JSON objects. At every level a literal key `a.b` takes precedence over
 * the path a → b; numbers index lists (`items.0.text`).
 */
export function objectGetter(path: string): Getter {
  const isOuter = !path.includes('.');
  const find = isOuter
    ? (row: unknown): unknown => own(row, path)
    : (row: unknown): unknown => valueAt(row, path);
  const quoted = `"${path.slice(path.lastIndexOf('.') + 1)}"`;
  return (row, source) => {
    const value = find(row);
    return typeof value === 'number' && source !== undefined
      ? digitsOf(value, source, quoted, isOuter, find)
      : value;
  };
}

/** A getter for a column of delimited rows; always undefined for a column that does not exist. */
export function columnGetter(columns: readonly string[], name: string): Getter {
  const mark = guardColumnOf(columns);
  const names = mark === undefined ? columns : columns.map(withoutGuard);
  const column = names.indexOf(name);
  if (column < 0) return () => undefined;
  if (mark === undefined) return (row) => (row as readonly string[])[column];
  return (row) => {
    const cells = row as readonly string[];
    const cell = cells[column];
    return cell !== undefined && cells[mark] === guardMark ? withoutGuard(cell) : cell;
  };
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

/**
 * A value as text: strings unchanged, numbers and booleans formatted; undefined for null, lists and
 * objects.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

/** A value as displayable context: anything but text as JSON. */
export function contextOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return textOf(value) ?? JSON.stringify(value);
}

/** Separates the texts of several text fields and the messages of a conversation. */
const textSeparator = '\n\n';

/**
 * A value as the text to label: anything `textOf` accepts, the words or lines of a list, or a
 * conversation (`[{"role": "user", "content": "…"}]`) with its roles. Undefined for anything else.
 */
export function wholeTextOf(value: unknown): string | undefined {
  const text = textOf(value);
  if (text !== undefined || !Array.isArray(value) || value.length === 0) return text;
  const parts = (value as readonly unknown[]).map((part) => textOf(part));
  if (parts.every((part) => part !== undefined))
    return parts.join(parts.some((part) => /\s/.test(part.trim())) ? '\n' : ' ');
  const messages = (value as readonly unknown[]).map(messageOf);
  return messages.every((message) => message !== undefined)
    ? messages.join(textSeparator)
    : undefined;
}

/** `user: What time is it?` */
function messageOf(value: unknown): string | undefined {
  const role = textOf(own(value, 'role') ?? own(value, 'from'));
  const content = textOf(own(value, 'content') ?? own(value, 'value'));
  return role === undefined || content === undefined ? undefined : `${role}: ${content}`;
}

/** The text of a row, or why it has none. */
export type RowText = string | { readonly fault: Message };

/** The text fields of a row joined by a blank line, without absent and blank ones. */
export function textGetter(
  names: readonly string[],
  getters: readonly Getter[],
): (row: unknown, source?: string) => RowText {
  return (row, source) => {
    let text: string | undefined;
    for (let i = 0; i < getters.length; i++) {
      const value = getters[i]!(row, source);
      const part = typeof value === 'string' ? value : wholeTextOf(value);
      if (part !== undefined && part.trim() !== '') {
        text = text === undefined ? part : text + textSeparator + part;
      } else if (part === undefined && value !== undefined && value !== null) {
        return { fault: message('row.notText', { field: names[i]!, kind: kindOf(value) }) };
      }
    }
    if (text !== undefined) return text;
    const values = getters.map((getter) => getter(row));
    if (values.every((value) => value === undefined))
      return { fault: message('row.lacksText', { fields: names }) };
    const are = values.some((value) => value === null) ? 'null' : 'empty';
    return { fault: message('row.noText', { fields: names, are }) };
  };
}

/**
 * All paths of a JSON object that lead to a text, number, boolean, null or list, in the object's
 * order; for listing the existing fields.
 */
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
