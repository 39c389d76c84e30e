import type { LabelTask } from '../acquisition/acquisition.ts';
import { message } from '../messages/messages.ts';
import { labelNodes, problem, taskIn, textOf } from './checkParts.ts';
import { type JsonNode, nodeAt, property, readJson } from './jsonTree.ts';
import {
  fewestLabels,
  metricsOfTask,
  type ProjectProblem,
  type Target,
  targetMetrics,
} from './projectFile.ts';

/** Whether the settings fit the task. Skips malformed parts. */
export function checkTask(root: JsonNode): ProjectProblem[] {
  const task = taskIn(root);
  if (task === 'spans') {
    return [problem(nodeAt(root, ['task'])!, ['task'], message('projectFile.noSpansYet', {}))];
  }
  return [
    ...tooFewLabels(root, task),
    ...decideOfSingle(root, task),
    ...metricOfOther(root, task),
    ...samplingHead(root, task),
    ...balancedLabels(root, task),
  ];
}

function tooFewLabels(root: JsonNode, task: LabelTask): ProjectProblem[] {
  const labels = nodeAt(root, ['labels']);
  const { length } = labelNodes(root);
  if (labels?.type !== 'array' || length === 0 || length < labels.items.length) return [];
  if (length >= fewestLabels[task]) return [];
  return [problem(labels, ['labels'], message('projectFile.oneLabel', {}))];
}

function decideOfSingle(root: JsonNode, task: LabelTask): ProjectProblem[] {
  const found = property(root, 'decide');
  if (!found || task === 'multi') return [];
  return [problem(found.keySpan, ['decide'], message('projectFile.multiOnly', { key: 'decide' }))];
}

function metricOfOther(root: JsonNode, task: LabelTask): ProjectProblem[] {
  const path = ['target', 'metric'];
  const node = nodeAt(root, path);
  const metric = targetMetrics.find((name) => name === textOf(node));
  const known: readonly Target['metric'][] = metricsOfTask[task];
  if (!node || metric === undefined || known.includes(metric)) return [];
  return [problem(node, path, message('projectFile.metricOfOther', { metric, task, known }))];
}

function samplingHead(root: JsonNode, task: LabelTask): ProjectProblem[] {
  const path = ['head', 'kind'];
  const node = nodeAt(root, path);
  const head = textOf(node);
  if (!node || task !== 'multi' || (head !== 'committee' && head !== 'dropout')) return [];
  return [problem(node, path, message('projectFile.headOfOther', { head }))];
}

function balancedLabels(root: JsonNode, task: LabelTask): ProjectProblem[] {
  const path = ['head', 'classWeight'];
  const node = nodeAt(root, path);
  if (!node || task !== 'multi' || textOf(node) !== 'balanced') return [];
  return [problem(node, path, message('projectFile.balancedOfSingle', {}))];
}

/**
 * Checks that the task is that of the answers: it may change only while there are none.
 * @param text the project file
 * @param task the task of the answers
 * @returns undefined if the task is the same, or the file cannot be read
 */
export function taskChanged(text: string, task: LabelTask): ProjectProblem | undefined {
  const { root, problems } = readJson(text);
  if (!root || problems.length > 0 || taskIn(root) === task) return undefined;
  const reason = message('projectFile.taskFixed', { task });
  return problem(nodeAt(root, ['task']) ?? { offset: root.offset, length: 1 }, ['task'], reason);
}
