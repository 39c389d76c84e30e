import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';
import { lexicalBlock } from '../embed/blocks.ts';
import { labelTexts } from '../embed/labelText.ts';
import { problem, textOf } from './checkParts.ts';
import { type JsonNode, nodeAt } from './jsonTree.ts';
import type { ProjectProblem } from './projectFile.ts';

/** Reports a numeric label prior that is not available; `auto` falls back silently. */
export function checkPrior(root: JsonNode): ProjectProblem[] {
  const node = nodeAt(root, ['prior']);
  if (node?.type !== 'number' || node.value === 0) return [];
  const reason = whyNone(root);
  if (reason === undefined) return [];
  return [problem(node, ['prior'], reason, 'warning')];
}

function whyNone(root: JsonNode): Message | undefined {
  const kind = textOf(nodeAt(root, ['head', 'kind']));
  if (kind !== undefined && kind !== 'logistic') return message('projectFile.noPriorOfHead', {});
  const embedding = nodeAt(root, ['embedding']);
  const blocks = embedding?.type === 'array' ? embedding.items : embedding ? [embedding] : [];
  const isLexical = (block: JsonNode): boolean =>
    textOf(block) === lexicalBlock || textOf(nodeAt(block, ['use'])) === lexicalBlock;
  if (blocks.length > 0 && blocks.every(isLexical)) {
    return message('projectFile.noPriorOfVectors', {});
  }
  const labels = nodeAt(root, ['labels']);
  const described = (labels?.type === 'array' ? labels.items : []).flatMap((item) => {
    const name = textOf(item) ?? textOf(nodeAt(item, ['name']));
    const description = textOf(nodeAt(item, ['description']));
    return name === undefined ? [] : [{ name, description }];
  });
  const read = labelTexts(described);
  if (!('withoutMeaning' in read)) return undefined;
  return message('projectFile.noPriorOfLabel', { label: read.withoutMeaning });
}
