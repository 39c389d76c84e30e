import { message } from '../messages/messages.ts';
import {
  fieldNodes,
  labelFieldNodes,
  labelNodes,
  problem,
  taskIn,
  textOf,
  type Path,
} from './checkParts.ts';
import { type JsonNode, nodeAt, property } from './jsonTree.ts';
import type { ProjectProblem } from './projectFile.ts';

/** Checks of the label field beyond the schema. Skips malformed parts. */
export function checkLabelField(root: JsonNode): ProjectProblem[] {
  if (nodeAt(root, ['labelField'])?.type !== 'object') return [];
  return [
    ...multiLabelParts(root),
    ...labelsInText(root),
    ...columnsTwice(root),
    ...unknownLabels(root),
    ...namesWithSeparator(root),
  ];
}

/** Settings that require several labels per record, in a project of one label per record. */
function multiLabelParts(root: JsonNode): ProjectProblem[] {
  if (taskIn(root) !== 'single') return [];
  const labelField = nodeAt(root, ['labelField'])!;
  return (['separator', 'columns', 'empty'] as const).flatMap((key) => {
    const found = property(labelField, key);
    if (!found) return [];
    const reason = message('projectFile.multiOnly', { key });
    return [problem(found.keySpan, ['labelField', key], reason)];
  });
}

function labelsInText(root: JsonNode): ProjectProblem[] {
  const texts = fieldNodes(root, ['text']).map(({ node }) => textOf(node));
  return labelFieldNodes(root).flatMap(({ node, path }) => {
    const field = textOf(node);
    if (field === undefined || !texts.includes(field)) return [];
    return [problem(node, path, message('projectFile.labelsInText', { field }))];
  });
}

function columnsTwice(root: JsonNode): ProjectProblem[] {
  const seen = new Set<string>();
  return labelFieldNodes(root).flatMap(({ node, path }) => {
    const field = textOf(node);
    if (field === undefined || !seen.has(field)) {
      if (field !== undefined) seen.add(field);
      return [];
    }
    return [problem(node, path, message('projectFile.fieldTwice', { field }))];
  });
}

/** Labels of the map or the columns that the project does not have. */
function unknownLabels(root: JsonNode): ProjectProblem[] {
  const names = new Set(labelNodes(root).map(({ name }) => name));
  const map = nodeAt(root, ['labelField', 'map']);
  const columns = nodeAt(root, ['labelField', 'columns']);
  const mapped = (map?.type === 'object' ? map.properties : []).flatMap(({ key, value }) => {
    const label = textOf(value);
    if (label === undefined || names.has(label)) return [];
    const reason = message('projectFile.mapsToNone', { value: key, label });
    return [problem(value, ['labelField', 'map', key], reason, 'warning')];
  });
  const inColumns = (columns?.type === 'object' ? columns.properties : []).flatMap(
    ({ key, keySpan, value }) => {
      if (names.has(key)) return [];
      const reason = message('projectFile.columnOfNone', {
        label: key,
        column: textOf(value) ?? '',
      });
      return [problem(keySpan, ['labelField', 'columns', key], reason, 'warning')];
    },
  );
  return [...mapped, ...inColumns];
}

/** Names that contain the separator: the field cannot hold them. */
function namesWithSeparator(root: JsonNode): ProjectProblem[] {
  const separator = textOf(nodeAt(root, ['labelField', 'separator']));
  if (!separator || taskIn(root) !== 'multi') return [];
  const map = nodeAt(root, ['labelField', 'map']);
  const entries = map?.type === 'object' ? map.properties : [];
  const mapped = new Set(entries.map(({ value }) => textOf(value)));
  const refuse = (name: string, node: JsonNode | { offset: number; length: number }, path: Path) =>
    name.includes(separator)
      ? [problem(node, path, message('projectFile.hasSeparator', { name, separator }), 'warning')]
      : [];
  return [
    ...labelNodes(root).flatMap(({ name, node, path }) =>
      mapped.has(name) ? [] : refuse(name, node, path),
    ),
    ...entries.flatMap(({ key, keySpan }) => refuse(key, keySpan, ['labelField', 'map', key])),
  ];
}
