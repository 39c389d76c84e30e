import type { Message } from '../../core/messages/message.ts';
import { textOf } from '../text/messages/textOf.ts';
import { formatEmbedding } from '../../core/embed/blocks.ts';
import type { HeadBackend } from '../../core/heads/headBackend.ts';
import type { LearnerView } from '../../core/loop/learnerView.ts';
import { newestDefaults, underDefaults } from '../../core/projectFile/defaultSets.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import { formatEmbeddingProgress, formatPart } from '../text/embeddingProgress.ts';
import { formatBackend, formatHeadBackend } from '../text/backendText.ts';
import type { Localize } from '../../core/localize.ts';
import { percent } from '../text/numbers.ts';
import { formatQuery, strategySentence } from '../text/strategies.ts';
import type { NodeView } from './nodeView.ts';

/** An open project's strategy, embedding and population of the metrics. */
export function settingNodes(
  project: ProjectFile,
  view: LearnerView,
  localize: Localize,
): readonly NodeView[] {
  return [
    strategyNode(
      underDefaults(project, view.olderDefaults ?? newestDefaults),
      view.starting,
      localize,
    ),
    embeddingNode(project, view, localize),
    ...headNodes(project, view.backend, localize),
    ...populationNodes(project, view.population, localize),
    ...priorityNodes(view.priorities, localize),
  ];
}

function strategyNode({ query }: ProjectFile, starting: boolean, localize: Localize): NodeView {
  const laterQuery = formatQuery({ query }, localize);
  const sentence = (name: string): string => strategySentence(name, localize) ?? name;
  return {
    id: 'strategy',
    label: localize('Strategy'),
    description: starting
      ? formatQuery({ query: { strategy: query.start }, start: true }, localize)
      : laterQuery,
    tooltip: starting
      ? localize('{0}. Once every label has a few answers: {1}.', sentence(query.start), laterQuery)
      : `${sentence(query.strategy)}.`,
    icon: 'target',
    command: 'marginalia.changeStrategy',
  };
}

function embeddingNode(project: ProjectFile, view: LearnerView, localize: Localize): NodeView {
  const { embedding: inUse, background } = view;
  const requestedText = localize(
    'The project file asks for “{0}”.',
    formatEmbedding(project.embedding),
  );
  const part = formatPart(view, localize);
  return {
    id: 'embedding',
    label: localize('Embedding'),
    description: background
      ? localize('{0}; sentence model {1}', inUse ?? '', percent(background.done, background.of))
      : (inUse ?? localize('none yet, so records are drawn at random')),
    tooltip: [requestedText, part, background && formatEmbeddingProgress(background, localize)]
      .filter((line) => line !== undefined)
      .join('\n'),
    icon: 'symbol-array',
    command: 'marginalia.chooseEmbedding',
  };
}

/** Only for a dropout head, whose backend and speed depend on the machine. */
function headNodes(
  { head }: ProjectFile,
  backend: HeadBackend | undefined,
  localize: Localize,
): NodeView[] {
  if (head.kind !== 'dropout') return [];
  return [
    {
      id: 'head',
      label: localize('Head'),
      description: backend
        ? formatHeadBackend(backend, localize)
        : localize('MC-dropout, not trained yet'),
      tooltip: backend
        ? `${formatBackend(backend, localize)}.`
        : localize('Its backend is chosen when it is first trained.'),
      icon: 'circuit-board',
      command: 'marginalia.installGpuBackend',
    },
  ];
}

/** Remaining manual priorities by origin. */
function priorityNodes(priorities: LearnerView['priorities'], localize: Localize): NodeView[] {
  if (!priorities || priorities.remaining === 0) return [];
  const toCome = (remaining: number): string =>
    remaining === 1 ? localize('1 to come') : localize('{0} to come', remaining);
  return [
    {
      id: 'priorities',
      label: localize('Prioritized'),
      description: toCome(priorities.remaining),
      tooltip: localize(
        'Records that you prioritized over those of the strategy. Click to see the queue.',
      ),
      icon: 'pinned',
      context: 'priorities',
      command: 'marginalia.showQueue',
      children: priorities.sources.map(({ from, again, remaining }) => ({
        id: `from-${from}`,
        label: again ? localize('asked again') : from,
        description: toCome(remaining),
        icon: 'circle-small-filled',
        command: 'marginalia.showQueue',
      })),
    },
  ];
}

/** Only if the metrics or the answers cover something other than the whole pool. */
function populationNodes(
  { filter }: ProjectFile,
  population: readonly Message[] | undefined,
  localize: Localize,
): NodeView[] {
  if (!population || population.length === 0) return [];
  const sentences = population.map((message) => textOf(message, localize));
  const filters = filter.map(({ field, oneOf }) => `${field} = ${oneOf.join(' | ')}`);
  return [
    {
      id: 'population',
      label: localize('Population'),
      description: filters.length > 0 ? filters.join(', ') : sentences.join(' '),
      tooltip: sentences.join('\n'),
      icon: 'filter',
      command: filters.length > 0 ? 'marginalia.setFilter' : 'marginalia.showQueue',
    },
  ];
}
