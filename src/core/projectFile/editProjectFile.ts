import { type JsonNode, nodeAt, type ObjectNode, property, readJson } from './jsonTree.ts';
import { indentOf, splice } from './splice.ts';
import { insertItem, removeItem } from './spliceList.ts';

/**
 * Sets one value in a project file, preserving everything else; a comment on the line of a removed
 * property goes with it.
 * @param path from the root, e.g. `['query', 'strategy']`; missing objects are created
 * @param value any JSON value; undefined removes the property
 * @throws RangeError if the text is not JSON, or the path leads through a non-object
 */
export function editProjectFile(
  text: string,
  path: readonly (string | number)[],
  value: unknown,
): string {
  const { root, problems } = readJson(text);
  if (!root || problems.length > 0) throw new RangeError('The project file cannot be read.');
  const present = nodeAt(root, path);
  if (value === undefined) return present ? remove(text, root, path) : text;
  if (present) {
    const indent = indentOf(text, present.offset);
    return splice(text, present.offset, present.offset + present.length, write(value, indent));
  }
  return insert(text, root, path, value);
}

function insert(
  text: string,
  root: JsonNode,
  path: readonly (string | number)[],
  value: unknown,
): string {
  let depth = path.length - 1;
  while (nodeAt(root, path.slice(0, depth)) === undefined) depth--;
  const parent = nodeAt(root, path.slice(0, depth))!;
  const rest = path.slice(depth);
  if (parent.type !== 'object' || rest.some((part) => typeof part === 'number')) {
    throw new RangeError(`There is no place for ${path.join('.')} in the project file.`);
  }
  const whole = rest.slice(1).reduceRight<unknown>((inner, part) => ({ [part]: inner }), value);
  return insertInto(text, parent, String(rest[0]), whole);
}

function insertInto(text: string, parent: ObjectNode, key: string, value: unknown): string {
  const { offset, properties } = parent;
  const [first] = properties;
  const name = JSON.stringify(key);
  if (!first) {
    const outer = indentOf(text, offset);
    const indent = `${outer}  `;
    const start = offset + 1;
    return splice(text, start, start, `\n${indent}${name}: ${write(value, indent)}\n${outer}`);
  }
  const isOnOneLine = !text.slice(offset, first.offset).includes('\n');
  const written = isOnOneLine ? JSON.stringify(value) : write(value, indentOf(text, first.offset));
  return insertItem(text, listOf(parent), properties.length, `${name}: ${written}`);
}

function remove(text: string, root: JsonNode, path: readonly (string | number)[]): string {
  const parent = nodeAt(root, path.slice(0, -1));
  const key = path.at(-1);
  if (parent?.type !== 'object' || typeof key !== 'string') {
    throw new RangeError(`Only a property can be removed, and ${path.join('.')} is none.`);
  }
  return removeItem(text, listOf(parent), parent.properties.indexOf(property(parent, key)!));
}

function listOf({ offset, length, properties }: ObjectNode): Parameters<typeof insertItem>[1] {
  return { offset, length, items: properties };
}

function write(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}
