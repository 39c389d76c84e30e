import { userMessageOf } from '../errors.ts';
import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';
import { builtInAcquisitions } from '../acquisition/registry.ts';
import type { LabelTask } from '../acquisition/acquisition.ts';
import {
  needsSamples,
  parseStrategy,
  strategyNames,
  type StrategySettings,
} from '../query/parseStrategy.ts';
import type { Scorer } from '../query/scorer.ts';
import { labelNodes, problem, taskIn, textOf } from './checkParts.ts';
import { type JsonNode, nodeAt, type ObjectNode, property, valueOf } from './jsonTree.ts';
import { nearest } from '../nearest.ts';
import { defaultQuery, projectDefaults, type ProjectProblem } from './projectFile.ts';

/** Settings that are not strategy parameters. */
const besides = ['start', 'batch', 'refitEvery', 'target'];

/** Whether strategy, wrappers and head are compatible. Skips malformed parts. */
export function checkQuery(root: JsonNode): ProjectProblem[] {
  const query = nodeAt(root, ['query']);
  const problems = [...uselessMembers(root), ...unknownTarget(root)];
  if (query?.type !== 'object') return problems;
  const task = taskIn(root) === 'multi' ? 'multi' : 'single';
  const ofOther = askersOfOther(query, task);
  if (ofOther.length > 0) return [...problems, ...ofOther];
  return [
    ...problems,
    ...unknownNames(query, task),
    ...(task === 'single' ? missingSamples(root) : []),
    ...refusedSettings(query, task),
  ];
}

/** Strategies and acquisition functions of the other task. */
function askersOfOther(query: ObjectNode, task: LabelTask): ProjectProblem[] {
  const [known, other] = [askers(task), askers(task === 'multi' ? 'single' : 'multi')];
  return askerKeys.flatMap((key) => {
    const node = nodeAt(query, [key]);
    const name = textOf(node);
    if (!node || name === undefined) return [];
    if (known[key].includes(name) || !other[key].includes(name)) return [];
    const reason = message('projectFile.askerOfOther', { name, key, task, known: known[key] });
    return [problem(node, ['query', key], reason)];
  });
}

const askerKeys = ['strategy', 'acquisition'] as const;

const askers = (task: LabelTask): Readonly<Record<'strategy' | 'acquisition', string[]>> => ({
  strategy: strategyNames(builtInAcquisitions, task),
  acquisition: builtInAcquisitions.names(task),
});

/**
 * A name that is not built in may come from another extension, so it is only a warning; with
 * several labels per record, which extensions do not support, it is an error.
 */
function unknownNames(query: ObjectNode, task: LabelTask): ProjectProblem[] {
  return Object.entries(askers(task)).flatMap(([key, known]) => {
    const node = nodeAt(query, [key]);
    const name = textOf(node);
    if (!node || name === undefined || known.includes(name)) return [];
    // The schema rejects anything that is not a name.
    if (!/^[a-z][a-z0-9-]*$/.test(name)) return [];
    const meant = nearest(name, known);
    if (task === 'multi') {
      const code = key === 'strategy' ? 'query.unknownStrategy' : 'acquisition.unknown';
      const none = message(code, { name, known, ...(meant && { meant }) });
      return [problem(node, ['query', key], none)];
    }
    const reason = message('projectFile.notBuiltIn', { name, known, ...(meant && { meant }) });
    return [problem(node, ['query', key], reason, 'warning')];
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
  const reason = message('projectFile.needsSamples', { name, key });
  return [problem(nodeAt(root, ['query', key])!, ['query', key], reason)];
}

/** Reports what the strategy parser rejects, at the setting that causes it. */
function refusedSettings(query: ObjectNode, task: LabelTask): ProjectProblem[] {
  const written = valueOf(query) as Record<string, unknown>;
  const known = Object.entries(written).filter(([key]) => !besides.includes(key));
  const settings = Object.fromEntries(known);
  const refusal = refusalOf(settings, task);
  if (refusal === undefined) return [];
  const culprit = known.find(([key]) => {
    const { [key]: _, ...others } = settings;
    return key !== 'strategy' && refusalOf(others, task) === undefined;
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

function refusalOf(settings: Record<string, unknown>, task: LabelTask): Message | undefined {
  const { strategy = defaultQuery(task).strategy } = settings;
  try {
    const whole = { ...settings, strategy } as StrategySettings;
    // Unknown names are checked elsewhere; a dummy scorer stands in for them here.
    const standIn = (name: string): Scorer => ({
      name,
      score: () => Promise.reject(new Error('Only parsed.')),
    });
    parseStrategy(whole, builtInAcquisitions, standIn, task);
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
  const target = textOf(node);
  if (!node || target === undefined || nodeAt(root, ['labels'])?.type !== 'array') return [];
  const names = labelNodes(root).map(({ name }) => name);
  if (names.includes(target)) return [];
  const reason = message('projectFile.unknownTarget', { label: target, labels: names });
  return [problem(node, path, reason)];
}

function uselessMembers(root: JsonNode): ProjectProblem[] {
  const head = nodeAt(root, ['head']);
  const members = head && property(head, 'members');
  const kind = textOf(nodeAt(root, ['head', 'kind'])) ?? projectDefaults.head.kind;
  if (!members || kind !== 'logistic') return [];
  const reason = message('projectFile.uselessMembers', {});
  return [problem(members.keySpan, ['head', 'members'], reason, 'warning')];
}
