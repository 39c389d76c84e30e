import { userMessageOf } from '../errors.ts';
import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';
import { builtInAcquisitions } from '../acquisition/registry.ts';
import {
  builtInStrategies,
  needsSamples,
  parseStrategy,
  type StrategySettings,
} from '../query/parseStrategy.ts';
import { type JsonNode, nodeAt, type ObjectNode, property, valueOf } from './jsonTree.ts';
import { nearest } from '../nearest.ts';
import { projectDefaults, type ProjectProblem } from './projectFile.ts';

/** Settings that are not strategy parameters. */
const besides = ['start', 'batch', 'refitEvery', 'target'];

/** Whether strategy, wrappers and head are compatible. Skips malformed parts. */
export function checkQuery(root: JsonNode): ProjectProblem[] {
  const query = nodeAt(root, ['query']);
  const problems = [...uselessMembers(root), ...unknownTarget(root)];
  if (query?.type !== 'object') return problems;
  return [...problems, ...unknownNames(query), ...missingSamples(root), ...refusedSettings(query)];
}

/** A name that is not built in may come from another extension, so it is a warning only. */
function unknownNames(query: ObjectNode): ProjectProblem[] {
  const kinds = { strategy: builtInStrategies, acquisition: builtInAcquisitions.names() };
  return Object.entries(kinds).flatMap(([key, known]) => {
    const node = nodeAt(query, [key]);
    const name = textOf(node);
    if (!node || name === undefined || known.includes(name)) return [];
    // The schema rejects anything that is not a name.
    if (!/^[a-z][a-z0-9-]*$/.test(name)) return [];
    const meant = nearest(name, known);
    const told = message('projectFile.notBuiltIn', { name, known, ...(meant && { meant }) });
    return [problem(node, ['query', key], told, 'warning')];
  });
}

function missingSamples(root: JsonNode): ProjectProblem[] {
  const kind = textOf(nodeAt(root, ['head', 'kind'])) ?? projectDefaults.head.kind;
  if (kind !== 'logistic') return [];
  const strategy = textOf(nodeAt(root, ['query', 'strategy'])) ?? projectDefaults.query.strategy;
  const acquisition = textOf(nodeAt(root, ['query', 'acquisition']));
  if (
    !needsSamples(
      { strategy, ...(acquisition !== undefined && { acquisition }) },
      builtInAcquisitions,
    )
  ) {
    return [];
  }
  const inner = acquisition !== undefined && !needsSamples({ strategy }, builtInAcquisitions);
  const key = inner ? 'acquisition' : 'strategy';
  const name = inner ? acquisition : strategy;
  const told = message('projectFile.needsSamples', { name, key });
  return [problem(nodeAt(root, ['query', key])!, ['query', key], told)];
}

/** Reports what the strategy parser rejects, at the setting that causes it. */
function refusedSettings(query: ObjectNode): ProjectProblem[] {
  const written = valueOf(query) as Record<string, unknown>;
  const known = Object.entries(written).filter(([key]) => !besides.includes(key));
  const settings = Object.fromEntries(known);
  const refusal = refusalOf(settings);
  if (refusal === undefined) return [];
  const culprit = known.find(([key]) => {
    const { [key]: _, ...others } = settings;
    return key !== 'strategy' && refusalOf(others) === undefined;
  });
  if (!culprit) return [];
  const [key] = culprit;
  const why =
    settingOf(refusal) === key
      ? refusal
      : message('query.ofSetting', { setting: key, why: refusal });
  return [problem(nodeAt(query, [key])!, ['query', key], why)];
}

/** The setting named by a rejection. */
function settingOf(refusal: Message): string | undefined {
  if (typeof refusal === 'string') return undefined;
  return (refusal.params as { readonly setting?: string }).setting;
}

function refusalOf(settings: Record<string, unknown>): Message | undefined {
  const { strategy = projectDefaults.query.strategy } = settings;
  try {
    const whole = { ...settings, strategy } as StrategySettings;
    // Unknown names are checked elsewhere; a dummy scorer stands in for them here.
    parseStrategy(whole, builtInAcquisitions, (name) => ({
      name,
      score: () => Promise.reject(new Error('Only parsed.')),
    }));
    return undefined;
  } catch (error) {
    const why = userMessageOf(error);
    if (why === undefined) throw error;
    return why;
  }
}

function unknownTarget(root: JsonNode): ProjectProblem[] {
  const path = ['query', 'target'];
  const node = nodeAt(root, path);
  const labels = nodeAt(root, ['labels']);
  const target = textOf(node);
  if (!node || target === undefined || labels?.type !== 'array') return [];
  const names = labels.items.flatMap((item) => textOf(nodeAt(item, ['name']) ?? item) ?? []);
  if (names.includes(target)) return [];
  const told = message('projectFile.unknownTarget', { label: target, labels: names });
  return [problem(node, path, told)];
}

function uselessMembers(root: JsonNode): ProjectProblem[] {
  const head = nodeAt(root, ['head']);
  const members = head && property(head, 'members');
  const kind = textOf(nodeAt(root, ['head', 'kind'])) ?? projectDefaults.head.kind;
  if (!members || kind !== 'logistic') return [];
  const told = message('projectFile.uselessMembers', {});
  return [problem(members.keySpan, ['head', 'members'], told, 'warning')];
}

function textOf(node: JsonNode | undefined): string | undefined {
  return node?.type === 'string' ? String(node.value) : undefined;
}

function problem(
  { offset, length }: { readonly offset: number; readonly length: number },
  path: ProjectProblem['path'],
  message: Message,
  severity: ProjectProblem['severity'] = 'error',
): ProjectProblem {
  return { message, offset, length, path, severity, source: 'project' };
}
