import { message } from '../../messages/messages.ts';
import { UserError } from '../../errors.ts';
import { parseExactly } from '../exactNumbers.ts';
import { isNestedDeeply } from '../jsonRows.ts';
import type { PoolFormat } from '../poolSpec.ts';
import { JsonLists } from './jsonLists.ts';

/** How a JSON file arranges its objects. */
export type JsonShape = Pick<PoolFormat, 'kind' | 'path' | 'texts'>;

/**
 * Detects the layout of a JSON file from its first characters.
 * @param whole whether `text` is the whole file
 * @param isNamedLines whether the file name says JSON Lines
 * @returns undefined if the text is not JSON
 * @throws UserError with what to do for JSON without rows
 */
export function findJsonShape(
  text: string,
  whole: boolean,
  isNamedLines = false,
): JsonShape | undefined {
  const start = text.search(/\S/);
  const first = text[start];
  if (first === '[') return listShape(text, start);
  if (first === '"') return textsShape(text, whole);
  if (first !== '{') return undefined;
  const lines = text.slice(start).split('\n');
  // The last line may be truncated.
  const complete = (whole ? lines : lines.slice(0, -1)).filter((line) => line.trim() !== '');
  const looked = complete.slice(0, 200);
  const read = looked.map(objectOf).filter((value) => value !== undefined);
  if (read.length > 0 && !areElements(looked)) {
    const [only] = whole && complete.length === 1 ? read : [];
    const isRow = only === undefined || (isNamedLines && hasTextOrWords(only));
    const shape = isRow ? undefined : singleShape(only);
    return shape?.path === undefined ? { kind: 'jsonl' } : shape;
  }
  if (complete.some((line) => /^\s*\{\s*['u]/.test(line))) throw pythonError();
  return unclosedShape(text.slice(start), whole);
}

/**
 * Whether lines with whole objects are the elements of a list in one object, which begins on the
 * first line: most elements end with a comma, and the last line closes the list.
 */
function areElements(lines: readonly string[]): boolean {
  if (objectOf(lines[0]!) !== undefined) return false;
  if (/^\s*[\]}]/.test(lines.at(-1)!)) return true;
  const elements = lines.filter((line) => objectOf(line.replace(/,\s*$/, '')) !== undefined);
  return elements.filter((line) => /,\s*$/.test(line)).length * 2 > elements.length;
}

/** Whether the list at a path begins with a text; false if it does not begin in `text`. */
export function isListOfTexts(text: string, path: string): boolean {
  const bytes = new TextEncoder().encode(text);
  let first: number | undefined;
  const lists = new JsonLists((place) => {
    if (place.path !== path) return false;
    first = bytes.subarray(place.start).find((byte) => byte > 32);
    return true;
  }, true);
  lists.feed(bytes);
  return first === 34;
}

/** JSON strings, one per line. */
function textsShape(text: string, whole: boolean): JsonShape | undefined {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  // The last line may be truncated.
  const complete = (whole ? lines : lines.slice(0, -1)).filter((line) => line.trim() !== '');
  const looked = complete.slice(0, 200);
  return looked.length > 0 && looked.every(isText) ? { kind: 'jsonl', texts: true } : undefined;
}

function isText(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'string';
  } catch {
    return false;
  }
}

function objectOf(line: string): Record<string, unknown> | undefined {
  if (isNestedDeeply(line)) return undefined;
  try {
    const value = parseExactly(line.replace(/^\ufeff/, ''));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listShape(text: string, start: number): JsonShape | undefined {
  const inside = /\S/.exec(text.slice(start + 1))?.[0];
  if (inside === '{') {
    if (/^\[\s*\{\s*'/.test(text.slice(start, start + 100))) throw pythonError();
    return { kind: 'json' };
  }
  if (inside === ']' && text.slice(start).trim().length <= 4) return { kind: 'json' };
  const what = inside === '[' ? 'lists' : inside === '"' ? 'texts' : undefined;
  // A line of a text file may begin with a bracket; report JSON errors only for actual JSON.
  if (
    what === undefined ||
    !/^\[\s*(?:"(?:[^"\\\n]|\\.)*"\s*[,\]]|\[\s*["\d[{-])/.test(text.slice(start))
  )
    return undefined;
  if (what === 'texts') return { kind: 'json', texts: true };
  throw new UserError(message('reading.listOfLists', {}));
}

function pythonError(): UserError {
  return new UserError(message('reading.python', {}));
}

/** One object that is the whole file: a list inside it, a table by columns, or a single row. */
function singleShape(value: Record<string, unknown>): JsonShape {
  const lists = listsIn(JSON.stringify(value));
  const values = Object.values(value);
  refuseTables(value, values);
  const [path] = lists.sort((a, b) => b.length - a.length).map((list) => list.path);
  const areNested = values.every((list) => Array.isArray(list) && list.every(Array.isArray));
  if (path === undefined && areNested && values.flat().length > 0)
    throw listsByKey(Object.keys(value)[0]!);
  return path === undefined || isRow(value, path) ? { kind: 'json' } : { kind: 'json', path };
}

/** Names of fields that make an object a record even if it contains a list of texts. */
const textNames = /^(text|body|content)$/i;

/**
 * Whether an object has a text, even of one word, or the words of one in a list. Lists with longer
 * texts are rather columns of a table.
 */
function hasTextOrWords(value: Readonly<Record<string, unknown>>): boolean {
  const fields = Object.entries(value);
  if (fields.some(([name, field]) => textNames.test(name) && typeof field === 'string'))
    return true;
  const lists = fields.flatMap(([name, field]) => (Array.isArray(field) ? [{ name, field }] : []));
  const isWord = (item: unknown): boolean => typeof item === 'string' && !/\s/.test(item);
  return (
    !lists.some(({ field }) => field.some((item) => typeof item === 'string' && !isWord(item))) &&
    lists.some(({ name, field }) => !textNames.test(name) && field.some(isWord))
  );
}

/** Whether an object is a record that contains a list, rather than a list with metadata. */
function isRow(value: Readonly<Record<string, unknown>>, path: string): boolean {
  const list = path
    .split('.')
    .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value);
  const hasTexts =
    Array.isArray(list) &&
    list.length > 1 &&
    list.some((item) => isObject(item) && Object.values(item).some(isSentence));
  return Object.entries(value).some(
    ([name, field]) => isSentence(field) && (textNames.test(name) || !hasTexts),
  );
}

function isSentence(field: unknown): boolean {
  return typeof field === 'string' && /\s\S+\s/.test(field);
}

/**
 * @throws UserError for pandas' orient="columns", "index" and "split", and for an object of lists
 */
function refuseTables(table: Record<string, unknown>, values: readonly unknown[]): void {
  if (Array.isArray(table.columns) && Array.isArray(table.data)) {
    throw new UserError(message('reading.pandasSplit', {}));
  }
  if (values.length === 0) return;
  if (values.every(isObject)) {
    const keys = values.map((row) => Object.keys(row).join('\n'));
    if (keys[0] !== '' && keys.every((key) => key === keys[0])) {
      const byColumn =
        Object.values(values[0]!).length > 1 && /^\d+$/.test(Object.keys(values[0]!)[0]!);
      if (byColumn) throw columnsError();
      if (values.length > 1) {
        throw new UserError(message('reading.pandasIndex', {}));
      }
    }
  }
  const length = Array.isArray(values[0]) ? values[0].length : -1;
  const listed = values.every(
    (list) =>
      Array.isArray(list) &&
      list.length === length &&
      list.every((item) => typeof item !== 'object' || item === null),
  );
  if (listed && length > 1) {
    throw new UserError(message('reading.objectOfLists', {}));
  }
}

function columnsError(): UserError {
  return new UserError(message('reading.pandasColumns', {}));
}

/** An object of lists of lists, such as the parts of a corpus by name. */
function listsByKey(key: string): UserError {
  return new UserError(message('reading.listsByKey', { key }));
}

interface FoundList {
  readonly path: string;
  readonly length: number;
}

/** The lists of objects inside one object, with the length of each. */
function listsIn(text: string): FoundList[] {
  const bytes = new TextEncoder().encode(text);
  const starts: { path: string; start: number }[] = [];
  new JsonLists((place) => {
    starts.push(place);
    return false;
  }).feed(bytes);
  return starts.map(({ path, start }, i) => ({
    path,
    length: (starts[i + 1]?.start ?? bytes.length) - start,
  }));
}

/** An object that spans several lines, or more than the inspected text. */
function unclosedShape(text: string, whole: boolean): JsonShape | undefined {
  if (!/^\{\s*(?:"|\}|$)/.test(text)) return undefined;
  const end = objectEnd(text);
  if (end < 0) {
    if (/^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"0"\s*:/.test(text)) throw columnsError();
    const lists = listsIn(text);
    const last = lists.at(-1);
    const nested = /^\{\s*"((?:[^"\\]|\\.)*)"\s*:\s*\[\s*\[/.exec(text);
    if (last === undefined && nested) throw listsByKey(nested[1]!);
    return last ? { kind: 'json', path: last.path } : { kind: 'json' };
  }
  if (/^[\s,]*\{/.test(text.slice(end))) return { kind: 'json' };
  const value = objectOf(text.slice(0, end));
  return value && whole && text.slice(end).trim() === '' ? singleShape(value) : { kind: 'json' };
}

/** One past the object that begins the text, or −1 if it does not end in it. */
function objectEnd(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      at++;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    } else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
  }
  return -1;
}
