import { lexicalBlock } from '../embed/blocks.ts';
import { labelTexts } from '../embed/labelText.ts';
import { type JsonNode, nodeAt } from './jsonTree.ts';
import type { ProjectProblem } from './projectFile.ts';

/** A label prior that is asked for by a number and cannot be had; `auto` does without a word. */
export function checkPrior(root: JsonNode): ProjectProblem[] {
  const node = nodeAt(root, ['prior']);
  if (node?.type !== 'number' || node.value === 0) return [];
  const why = whyNone(root);
  if (why === undefined) return [];
  const { offset, length } = node;
  const message = `There is no label prior: ${why}`;
  return [{ message, offset, length, path: ['prior'], severity: 'warning', source: 'project' }];
}

function whyNone(root: JsonNode): string | undefined {
  const kind = textOf(nodeAt(root, ['head', 'kind']));
  if (kind !== undefined && kind !== 'logistic') return 'only the logistic head has one.';
  const embedding = nodeAt(root, ['embedding']);
  const blocks = embedding?.type === 'array' ? embedding.items : embedding ? [embedding] : [];
  const isLexical = (block: JsonNode): boolean =>
    textOf(block) === lexicalBlock || textOf(nodeAt(block, ['use'])) === lexicalBlock;
  if (blocks.length > 0 && blocks.every(isLexical)) {
    return 'lexical vectors know nothing of the labels’ words.';
  }
  const labels = nodeAt(root, ['labels']);
  const described = (labels?.type === 'array' ? labels.items : []).flatMap((item) => {
    const name = textOf(item) ?? textOf(nodeAt(item, ['name']));
    const description = textOf(nodeAt(item, ['description']));
    return name === undefined ? [] : [{ name, description }];
  });
  const read = labelTexts(described);
  if (!('silent' in read)) return undefined;
  return `the label "${read.silent}" is a number or a code. Describe it with "description".`;
}

function textOf(node: JsonNode | undefined): string | undefined {
  return node?.type === 'string' ? String(node.value) : undefined;
}
