import { message } from '../messages/messages.ts';
import { reservedKeys } from '../labels.ts';
import { sameOnScreen } from '../labelForm.ts';
import { checkBlocks } from './checkBlocks.ts';
import { checkLabelField } from './checkLabelField.ts';
import { fieldNodes, labelFieldNodes, problem, textOf, type Path } from './checkParts.ts';
import { checkPrior } from './checkPrior.ts';
import { checkQuery } from './checkQuery.ts';
import { checkTask } from './checkTask.ts';
import { type JsonNode, nodeAt, type ObjectNode, property } from './jsonTree.ts';
import type { ProjectProblem } from './projectFile.ts';

/**
 * Checks beyond the schema: duplicates, contradictions and reserved names. Skips malformed parts.
 */
export function checkMeaning(root: JsonNode): ProjectProblem[] {
  return [
    ...repeatedProperties(root, []),
    ...checkLabels(root),
    ...repeatedFields(root, 'text'),
    ...repeatedFields(root, 'context'),
    ...checkTask(root),
    ...checkLabelField(root),
    ...checkPools(root),
    ...checkQuery(root),
    ...checkPrior(root),
    ...checkBlocks(root),
  ];
}

function repeatedProperties(node: JsonNode, path: Path): ProjectProblem[] {
  if (node.type === 'array') {
    return node.items.flatMap((item, i) => repeatedProperties(item, [...path, i]));
  }
  if (node.type !== 'object') return [];
  const seen = new Set<string>();
  return node.properties.flatMap(({ key, keySpan, value }) => {
    const repeated = seen.has(key);
    seen.add(key);
    const inside = repeatedProperties(value, [...path, key]);
    if (!repeated) return inside;
    const twice = message('projectFile.keyTwice', { key });
    return [problem(keySpan, [...path, key], twice), ...inside];
  });
}

function checkLabels(root: JsonNode): ProjectProblem[] {
  const labels = nodeAt(root, ['labels']);
  if (labels?.type !== 'array') return [];
  const names = new Map<string, number>();
  const keys = new Map<string, string>();
  return labels.items.flatMap((item, i) => {
    const path = ['labels', i];
    const seeds = repeatedSeeds(item, path);
    const nameNode = item.type === 'object' ? nodeAt(item, ['name']) : item;
    const keyNode = nodeAt(item, ['key']);
    const problems: ProjectProblem[] = [...seeds];
    const name = textOf(nameNode);
    if (nameNode && name !== undefined) {
      const place = item === nameNode ? path : [...path, 'name'];
      const first = names.get(name);
      if (first !== undefined) {
        const twice = message('projectFile.labelTwice', { label: name, first: first + 1 });
        problems.push(problem(nameNode, place, twice));
      } else {
        const twin = [...names.keys()].find((other) => sameOnScreen(other, name));
        if (twin !== undefined) problems.push(twins(nameNode, place, names.get(twin)!));
        names.set(name, i);
      }
    }
    const key = textOf(keyNode)?.toLowerCase();
    if (keyNode && key !== undefined) {
      const does = reservedKeys.get(key);
      const owner = keys.get(key);
      const written = textOf(keyNode)!;
      const taken =
        does !== undefined
          ? message('projectFile.keyReserved', { key: written, does })
          : owner !== undefined
            ? message('projectFile.keyTaken', { key: written, label: owner })
            : undefined;
      if (taken) problems.push(problem(keyNode, [...path, 'key'], taken));
      if (owner === undefined) keys.set(key, name ?? '');
    }
    return problems;
  });
}

function twins(node: JsonNode, path: Path, first: number): ProjectProblem {
  const alike = message('projectFile.labelsAlike', { first: first + 1 });
  return problem(node, path, alike, 'warning');
}

function repeatedSeeds(label: JsonNode, path: Path): ProjectProblem[] {
  const seeds = nodeAt(label, ['seeds']);
  if (seeds?.type !== 'array') return [];
  const seen = new Set<string>();
  return seeds.items.flatMap((node, i) => {
    const seed = textOf(node)?.trim().toLowerCase();
    if (seed === undefined || seed === '') return [];
    if (!seen.has(seed)) {
      seen.add(seed);
      return [];
    }
    const twice = message('projectFile.seedTwice', { seed: textOf(node)! });
    return [problem(node, [...path, 'seeds', i], twice, 'warning')];
  });
}

function repeatedFields(root: JsonNode, at: 'text' | 'context'): ProjectProblem[] {
  const fields = nodeAt(root, [at]);
  if (fields?.type !== 'array') return [];
  const seen = new Set<string>();
  return fields.items.flatMap((node, i) => {
    const name = textOf(node);
    if (name === undefined) return [];
    if (seen.has(name)) {
      return [problem(node, [at, i], message('projectFile.fieldTwice', { field: name }))];
    }
    seen.add(name);
    return [];
  });
}

function checkPools(root: JsonNode): ProjectProblem[] {
  const pool = nodeAt(root, ['pool']);
  if (!pool) return [];
  const entries = pool.type === 'array' ? pool.items : [pool];
  const formats = entries.map((entry) => nodeAt(entry, ['format']));
  const useless = formats.flatMap((format, i) => {
    const path = pool.type === 'array' ? ['pool', i, 'format'] : ['pool', 'format'];
    return format?.type === 'object' ? uselessInJson(format, path) : [];
  });
  const columns = formats.map((format) => format && nodeAt(format, ['columns']));
  const named = columns.flatMap((node) =>
    node?.type === 'array' ? [node.items.map((item) => textOf(item) ?? '')] : [],
  );
  if (named.length === 0 || named.length < entries.length) return useless;
  return [...useless, ...fieldsOutside(root, named[0]!)];
}

function uselessInJson(format: ObjectNode, path: Path): ProjectProblem[] {
  const kind = textOf(nodeAt(format, ['kind']));
  const ofText = ['delimiter', 'quotes', 'quote', 'missing'];
  const ofColumns = [...ofText, 'header', 'columns', 'skip'];
  if (kind === undefined || kind === 'delimited') return [];
  return (kind === 'xlsx' ? ofText : ofColumns).flatMap((key) => {
    const found = property(format, key);
    if (!found) return [];
    const useless = message('projectFile.uselessInJson', { key });
    return [problem(found.keySpan, [...path, key], useless, 'warning')];
  });
}

/** Fields missing from the columns named by the project itself. */
function fieldsOutside(root: JsonNode, columns: readonly string[]): ProjectProblem[] {
  const used = [
    ...[['text'], ['id'], ['context']].flatMap((path) => fieldNodes(root, path)),
    ...labelFieldNodes(root),
  ];
  return used.flatMap(({ node, path }) => {
    const name = textOf(node);
    if (name === undefined || columns.includes(name)) return [];
    return [problem(node, path, message('projectFile.noColumn', { column: name, columns }))];
  });
}
