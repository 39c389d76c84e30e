import { formatEmbedding } from '../../core/embed/blocks.ts';
import type { HeadBackend } from '../../core/heads/headBackend.ts';
import type { LearnerView } from '../../core/loop/learnerView.ts';
import { newestDefaults, underDefaults } from '../../core/projectFile/defaultSets.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import { formatEmbeddingProgress, formatPart } from '../text/embeddingProgress.ts';
import { formatBackend, headOnBackend } from '../text/backendText.ts';
import type { Localize } from '../localize.ts';
import { percent } from '../text/numbers.ts';
import { strategySentence } from '../text/strategies.ts';
import type { NodeView } from './nodeView.ts';

/** What an open project works with: its strategy, its embedding, and whom its metrics speak of. */
export function settingNodes(
  project: ProjectFile,
  view: LearnerView,
  l10n: Localize,
): readonly NodeView[] {
  return [
    strategyNode(underDefaults(project, view.olderDefaults ?? newestDefaults), view.starting, l10n),
    embeddingNode(project, view, l10n),
    ...headNodes(project, view.backend, l10n),
    ...populationNodes(project, view.population, l10n),
    ...priorityNodes(view.priorities, l10n),
  ];
}

function strategyNode({ query }: ProjectFile, starting: boolean, l10n: Localize): NodeView {
  const later = inWords(query, l10n);
  const sentence = (name: string): string => strategySentence(name, l10n) ?? name;
  return {
    id: 'strategy',
    label: l10n.t('Strategy'),
    description: starting ? l10n.t('{0}, for a start', query.start) : later,
    tooltip: starting
      ? l10n.t('{0}. Once every label has a few answers: {1}.', sentence(query.start), later)
      : `${sentence(query.strategy)}.`,
    icon: 'target',
    command: 'marginalia.changeStrategy',
  };
}

/** "margin, 10 % at random, the same number of each predicted label" */
function inWords(query: ProjectFile['query'], l10n: Localize): string {
  const { strategy, acquisition, explore, target, balance, anchors, cost } = query;
  const parts = [strategy];
  if (acquisition !== undefined) parts.push(l10n.t('by {0}', acquisition));
  if (target !== undefined && strategy === 'exploit') parts.push(target);
  if (explore > 0 && strategy !== 'random') {
    parts.push(l10n.t('{0} at random', percent(explore, 1)));
  }
  if (balance) parts.push(l10n.t('balanced by predicted label'));
  if (anchors) parts.push(l10n.t('near answered records'));
  if (cost) parts.push(l10n.t('by expected seconds'));
  return parts.join(', ');
}

function embeddingNode(project: ProjectFile, view: LearnerView, l10n: Localize): NodeView {
  const { embedding: inUse, behind } = view;
  const wanted = l10n.t('The project file asks for “{0}”.', formatEmbedding(project.embedding));
  const part = formatPart(view, l10n);
  return {
    id: 'embedding',
    label: l10n.t('Embedding'),
    description: behind
      ? l10n.t('{0}; sentence model {1}', inUse ?? '', percent(behind.done, behind.of))
      : (inUse ?? l10n.t('none yet, so chance asks')),
    tooltip: [wanted, part, behind && formatEmbeddingProgress(behind, l10n)]
      .filter((line) => line !== undefined)
      .join('\n'),
    icon: 'symbol-array',
    command: 'marginalia.chooseEmbedding',
  };
}

/** Only of a dropout head: what computes it differs from machine to machine, and so does its speed. */
function headNodes(
  { head }: ProjectFile,
  backend: HeadBackend | undefined,
  l10n: Localize,
): NodeView[] {
  if (head.kind !== 'dropout') return [];
  return [
    {
      id: 'head',
      label: l10n.t('Head'),
      description: backend ? headOnBackend(backend, l10n) : l10n.t('MC-dropout, not trained yet'),
      tooltip: backend
        ? `${formatBackend(backend, l10n)}.`
        : l10n.t('What it is computed on is chosen when it is trained for the first time.'),
      icon: 'circuit-board',
      command: 'marginalia.installGpuBackend',
    },
  ];
}

/** What was put first by hand and is still to come, by where it comes from. */
function priorityNodes(priorities: LearnerView['priorities'], l10n: Localize): NodeView[] {
  if (!priorities || priorities.left === 0) return [];
  const toCome = (left: number): string =>
    left === 1 ? l10n.t('1 to come') : l10n.t('{0} to come', left);
  return [
    {
      id: 'priorities',
      label: l10n.t('Asked First'),
      description: toCome(priorities.left),
      tooltip: l10n.t('Records that you put before those of the strategy. Click to see the queue.'),
      icon: 'pinned',
      context: 'priorities',
      command: 'marginalia.showQueue',
      children: priorities.sources.map(({ from, left }) => ({
        id: `from-${from}`,
        label: from,
        description: toCome(left),
        icon: 'circle-small-filled',
        command: 'marginalia.showQueue',
      })),
    },
  ];
}

/** Only where the metrics or the answers speak of something other than the whole pool. */
function populationNodes(
  { filter }: ProjectFile,
  sentences: readonly string[] | undefined,
  l10n: Localize,
): NodeView[] {
  if (!sentences || sentences.length === 0) return [];
  const filters = filter.map(({ field, oneOf }) => `${field} = ${oneOf.join(' | ')}`);
  return [
    {
      id: 'population',
      label: l10n.t('Population'),
      description: filters.length > 0 ? filters.join(', ') : sentences.join(' '),
      tooltip: sentences.join('\n'),
      icon: 'filter',
      command: filters.length > 0 ? 'marginalia.setFilter' : 'marginalia.showQueue',
    },
  ];
}
