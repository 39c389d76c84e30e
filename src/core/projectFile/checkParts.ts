import type { Message } from '../messages/message.ts';
import { tasks, type Task } from '../task/judgement.ts';
import { type JsonNode, nodeAt } from './jsonTree.ts';
import { projectDefaults, type ProjectProblem } from './projectFile.ts';

export type Path = ProjectProblem['path'];

/** The value of a JSON string; undefined for other nodes. */
export function textOf(node: JsonNode | undefined): string | undefined {
  return node?.type === 'string' ? String(node.value) : undefined;
}

/** A problem that the schema does not cover. */
export function problem(
  { offset, length }: { readonly offset: number; readonly length: number },
  path: Path,
  message: Message,
  severity: ProjectProblem['severity'] = 'error',
): ProjectProblem {
  return { message, offset, length, path, severity, source: 'project' };
}

/** The task of a document; the default if it is missing or unknown. */
export function taskIn(root: JsonNode): Task {
  const written = textOf(nodeAt(root, ['task']));
  return tasks.find((task) => task === written) ?? projectDefaults.task;
}

export interface LabelNode {
  readonly name: string;
  readonly node: JsonNode;
  readonly path: Path;
}

/** The names of the labels, with their positions. */
export function labelNodes(root: JsonNode): LabelNode[] {
  const labels = nodeAt(root, ['labels']);
  if (labels?.type !== 'array') return [];
  return labels.items.flatMap((item, i) => {
    const named = nodeAt(item, ['name']);
    const node = named ?? item;
    const name = textOf(node);
    return name === undefined
      ? []
      : [{ name, node, path: named ? ['labels', i, 'name'] : ['labels', i] }];
  });
}

export interface FieldNode {
  readonly node: JsonNode;
  readonly path: Path;
}

/** A field, or the fields of a list, with their positions. */
export function fieldNodes(root: JsonNode, path: Path): FieldNode[] {
  const node = nodeAt(root, path);
  if (!node) return [];
  if (node.type !== 'array') return [{ node, path }];
  return node.items.map((item, i) => ({ node: item, path: [...path, i] }));
}

/** The fields of the label field: one, or a column for each label. */
export function labelFieldNodes(root: JsonNode): FieldNode[] {
  const columns = nodeAt(root, ['labelField', 'columns']);
  if (columns?.type !== 'object') return fieldNodes(root, ['labelField', 'field']);
  return columns.properties.map(({ key, value }) => ({
    node: value,
    path: ['labelField', 'columns', key],
  }));
}
