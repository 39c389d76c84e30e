import type { Label } from '../labels.ts';
import { editProjectFile } from './editProjectFile.ts';
import { type ArrayNode, type JsonNode, nodeAt, property, readJson } from './jsonTree.ts';
import type { LabelField } from './labelField.ts';
import type { ProjectFile } from './projectFile.ts';
import { insertItem, removeItem } from './spliceList.ts';

/** The parts of a project file that refer to labels. */
export type LabelSettings = Pick<ProjectFile, 'labels' | 'query' | 'labelField'>;

const properties = ['name', 'key', 'color', 'description', 'group'] as const;

/**
 * Applies a change of the label set to a project file, preserving everything else: comments, order,
 * and other edits since `from`. If one label replaces another, it takes over the entry in place,
 * under the new name.
 * @throws RangeError if the text is not JSON, or has no list of labels
 */
export function editLabels(text: string, from: LabelSettings, to: LabelSettings): string {
  const gone = from.labels.filter(({ name }) => !has(to.labels, name));
  const come = to.labels.filter(({ name }) => !has(from.labels, name));
  let edited = text;
  for (const after of to.labels) {
    const before = from.labels.find(({ name }) => name === after.name);
    if (before) edited = redefine(edited, before, after);
  }
  gone.forEach((before, i) => {
    const after = come[i];
    edited = after ? redefine(edited, before, after) : remove(edited, before.name);
  });
  for (const label of come.slice(gone.length)) edited = insert(edited, label, to.labels);
  const { target } = to.query;
  if (target !== from.query.target) edited = editProjectFile(edited, ['query', 'target'], target);
  return editLabelField(edited, from.labelField, to.labelField);
}

/** Updates the map from values to labels, or the columns of the labels. */
function editLabelField(
  text: string,
  from: LabelField | undefined,
  to: LabelField | undefined,
): string {
  if (nodeAt(readJson(text).root!, ['labelField'])?.type !== 'object') return text;
  if (from && to && 'columns' in from && 'columns' in to) {
    const renamed = renameColumns(text, from.columns, to.columns);
    return editEntries(renamed.text, 'columns', renamed.columns, to.columns);
  }
  const mapOf = (column: LabelField | undefined): Entries =>
    column && 'field' in column ? (column.map ?? {}) : {};
  return editEntries(text, 'map', mapOf(from), mapOf(to));
}

type Entries = Readonly<Record<string, string>>;

function editEntries(text: string, part: 'map' | 'columns', from: Entries, to: Entries): string {
  const before = new Map(Object.entries(from));
  const after = new Map(Object.entries(to));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .reduce(
      (edited, key) => editProjectFile(edited, ['labelField', part, key], after.get(key)),
      text,
    );
}

/** Renames the labels of columns in place. */
function renameColumns(
  text: string,
  from: Entries,
  to: Entries,
): { text: string; columns: Entries } {
  let edited = text;
  const columns = { ...from };
  for (const [after, field] of Object.entries(to)) {
    if (Object.hasOwn(from, after)) continue;
    const before = Object.keys(from).find(
      (label) => from[label] === field && !Object.hasOwn(to, label),
    );
    const node = nodeAt(readJson(edited).root!, ['labelField', 'columns']);
    const found = before === undefined ? undefined : node && property(node, before);
    if (before === undefined || !found) continue;
    const { offset, length } = found.keySpan;
    edited = edited.slice(0, offset) + JSON.stringify(after) + edited.slice(offset + length);
    delete columns[before];
    columns[after] = field;
  }
  return { text: edited, columns };
}

function redefine(text: string, before: Label, after: Label): string {
  const index = indexOf(text, before.name);
  if (index < 0) return text;
  const item = nodeAt(readJson(text).root!, ['labels', index])!;
  const changed = properties.filter((key) => before[key] !== after[key]);
  if (item.type !== 'object') {
    if (changed.length === 0) return text;
    const written = changed.every((key) => key === 'name') ? after.name : after;
    return splice(text, item, writeLabel(written));
  }
  return changed.reduce(
    (edited, key) => editProjectFile(edited, ['labels', index, key], after[key]),
    text,
  );
}

function remove(text: string, name: string): string {
  const index = indexOf(text, name);
  return index < 0 ? text : removeItem(text, labelsOf(text), index);
}

/** Inserts a label after the closest label of the file that precedes it in the set. */
function insert(text: string, label: Label, set: readonly Label[]): string {
  if (indexOf(text, label.name) >= 0) return text;
  const place = set.findIndex(({ name }) => name === label.name);
  const before = set
    .slice(0, place)
    .reverse()
    .map(({ name }) => indexOf(text, name))
    .find((index) => index >= 0);
  const plain = Object.values(label).filter((value) => value !== undefined).length === 1;
  return insertItem(
    text,
    labelsOf(text),
    (before ?? -1) + 1,
    writeLabel(plain ? label.name : label),
  );
}

function indexOf(text: string, name: string): number {
  return labelsOf(text).items.findIndex((item) => {
    const written = nodeAt(item, ['name']) ?? item;
    return written.type === 'string' && written.value === name;
  });
}

function labelsOf(text: string): ArrayNode {
  const { root, problems } = readJson(text);
  const labels = root && problems.length === 0 ? nodeAt(root, ['labels']) : undefined;
  if (labels?.type !== 'array') throw new RangeError('The project file has no list of labels.');
  return labels;
}

function has(labels: readonly Label[], name: string): boolean {
  return labels.some((label) => label.name === name);
}

/** The label on one line, as written by hand. */
function writeLabel(label: string | Label): string {
  if (typeof label === 'string') return JSON.stringify(label);
  const parts = properties.flatMap((key) =>
    label[key] === undefined ? [] : `"${key}": ${JSON.stringify(label[key])}`,
  );
  return `{ ${parts.join(', ')} }`;
}

function splice(text: string, { offset, length }: JsonNode, written: string): string {
  return text.slice(0, offset) + written + text.slice(offset + length);
}
