import { message } from '../messages/messages.ts';
import { addressProblem } from '../embed/serverAddress.ts';
import { bundledModel, lexicalBlock, staticBlock } from '../embed/blocks.ts';
import { closestChoice } from '../nearest.ts';
import { problem, textOf, type Path } from './checkParts.ts';
import { type JsonNode, nodeAt } from './jsonTree.ts';
import type { ProjectProblem } from './projectFile.ts';

/** Checks of embedding blocks beyond the schema. */
export function checkBlocks(root: JsonNode): ProjectProblem[] {
  const blocks = nodeAt(root, ['embedding']);
  if (blocks?.type === 'string') return misspelt(blocks, ['embedding'], ['auto', ...knownBlocks]);
  if (blocks?.type !== 'array') return [];
  const seen = new Set<string>();
  return blocks.items.flatMap((node, i) => {
    const path = ['embedding', i];
    const named = nameOf(node);
    if (!named) return [];
    const { key, value } = named;
    const server = nodeAt(node, ['server']);
    const wrong = server && addressProblem(textOf(server) ?? '');
    if (wrong !== undefined && textOf(server)) return [problem(server!, path, wrong)];
    if (key === 'auto') {
      return [problem(value, path, message('projectFile.autoNotAlone', {}))];
    }
    if (seen.has(key))
      return [problem(value, path, message('projectFile.blockTwice', { block: key }))];
    seen.add(key);
    const isName = node.type === 'string' || nodeAt(node, ['use']) !== undefined;
    return isName ? misspelt(value, path, knownBlocks) : [];
  });
}

const knownBlocks = [lexicalBlock, staticBlock, bundledModel];

/** Warns of an unknown name without a slash, which may be a hub id of the old form. */
function misspelt(node: JsonNode, path: Path, known: readonly string[]): ProjectProblem[] {
  const name = textOf(node);
  if (name === undefined || name === '' || known.includes(name) || /[/\\]/.test(name)) return [];
  const unknown = message('projectFile.unknownBlock', {
    name,
    known,
    ...closestChoice(name, known),
  });
  return [problem(node, path, unknown, 'warning')];
}

/** The identity of a block and its position in the text. */
function nameOf(node: JsonNode): { readonly key: string; readonly value: JsonNode } | undefined {
  const member = (key: string): JsonNode | undefined =>
    node.type === 'object' ? nodeAt(node, [key]) : undefined;
  const server = member('server');
  const model = member('model');
  if (server && model) {
    return { key: `${textOf(model)} (${textOf(server)})`, value: model };
  }
  const own = member('vectors') ?? member('field');
  if (own) return { key: `${member('field') ? 'field' : 'vectors'} ${textOf(own)}`, value: own };
  const value = node.type === 'object' ? ['use', 'folder', 'hub'].map(member).find(Boolean) : node;
  const key = textOf(value);
  return value && key !== undefined ? { key, value } : undefined;
}
