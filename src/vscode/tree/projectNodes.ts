import { looksOf } from '../../core/labelSet/looks.ts';
import type { LearnerView, RoundSummary } from '../../core/loop/learnerView.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { CurveMetric } from '../../protocol/metrics.ts';
import type { Localize } from '../localize.ts';
import { formatInterval, metricName, metricNow, metricOf } from '../text/metricNames.ts';
import { holdoutAdvice } from '../metrics/holdoutAdvice.ts';
import { count, percent, plusMinus } from '../text/numbers.ts';
import { formatEarlierVectors } from '../text/earlierVectors.ts';
import { queuesNode } from './queuesNode.ts';
import { settingNodes } from './settingNodes.ts';
import { strayNodes } from './strayNodes.ts';
import type { NodeView } from './nodeView.ts';

export interface ProjectNodesInput {
  /** Undefined while the project file cannot be read. */
  readonly project: ProjectFile | undefined;
  readonly view: LearnerView;
  readonly open: boolean;
  /** Its pool changed on disk and waits to be read again. */
  readonly poolIsStale?: boolean;
  /** Mistakes in the project file. */
  readonly mistakes: readonly string[];
  readonly language?: string;
  readonly l10n: Localize;
}

/** What stands below a project: how its labels, hold-out and rounds stand, and what is wrong. */
export function projectNodes(input: ProjectNodesInput): NodeView[] {
  const { project, view, open, mistakes, l10n } = input;
  const nodes: NodeView[] = mistakes.map((message, i) => ({
    id: `mistake-${i}`,
    label: message,
    tooltip: message,
    icon: 'error',
    color: 'problemsErrorIcon.foreground',
    command: 'marginalia.openProjectFile',
  }));
  if (view.phase.kind === 'failed' && mistakes.length === 0) {
    nodes.push({
      id: 'failed',
      label: view.phase.message,
      tooltip: view.phase.message,
      icon: 'error',
      color: 'problemsErrorIcon.foreground',
      command: 'marginalia.resume',
    });
  }
  if (!project) return nodes;
  nodes.push(labelsNode(project, input));
  if (!open) {
    nodes.push({
      id: 'closed',
      label: l10n.t('Open Panel'),
      icon: 'comment-discussion',
      command: 'marginalia.openPanel',
    });
    return nodes;
  }
  nodes.push(
    queuesNode(view, input.language, l10n),
    holdoutNode(project, input),
    roundsNode(metricOf(project, input.view), input),
    ...settingNodes(project, view, l10n),
  );
  if (input.poolIsStale) {
    nodes.push({
      id: 'stale',
      label: l10n.t('The pool changed'),
      description: l10n.t('Read Again'),
      icon: 'refresh',
      command: 'marginalia.resume',
    });
  }
  const rows = view.notices.find(({ id }) => id === 'pool-problems');
  if (view.problemCount > 0) {
    nodes.push({
      id: 'problems',
      label: rows?.message ?? l10n.t('Problems in the pool'),
      ...(rows ? { tooltip: rows.message } : {}),
      description: count(view.problemCount, input.language),
      icon: 'warning',
      color: 'problemsWarningIcon.foreground',
      command: 'marginalia.showProblems',
    });
  }
  return nodes;
}

function labelsNode(
  { labels }: ProjectFile,
  { view, open, language, l10n }: ProjectNodesInput,
): NodeView {
  const { labelled, byLabel } = view.counts;
  const looks = looksOf(labels, view.looks);
  const whyNot = (name: string): string =>
    view.described.includes(name) ? l10n.t('from its description only') : l10n.t('not learnt yet');
  const children = labels.map(({ name, description }, i): NodeView => {
    const number = byLabel[name] ?? 0;
    const notLearnt = open && !view.starting && !view.learnt.includes(name);
    const balance = `${count(number, language)} · ${percent(number, labelled)}`;
    const { key, color, variant } = looks[i]!;
    const tooltip = [
      key === undefined ? name : l10n.t('{0} (key {1})', name, key),
      ...(description === undefined ? [] : [description]),
    ];
    return {
      id: `label-${name}`,
      label: name,
      tooltip: tooltip.join('\n'),
      look: { color, variant },
      context: 'label',
      target: name,
      ...(open ? { description: notLearnt ? `${balance} · ${whyNot(name)}` : balance } : {}),
    };
  });
  children.push(...strayNodes(view.strays, language, l10n));
  return {
    id: 'labels',
    label: l10n.t('Labels'),
    icon: 'tag',
    context: 'labels',
    expanded: true,
    children,
    ...(open
      ? {
          description: l10n.t(
            '{0} of {1}',
            count(labelled, language),
            count(view.pool.size, language),
          ),
        }
      : {}),
  };
}

function holdoutNode(project: ProjectFile, { view, language, l10n }: ProjectNodesInput): NodeView {
  const { answered, size, skipped, waiting = 0 } = view.holdout;
  const advice = holdoutAdvice(project, view, l10n);
  const absent =
    project.holdout.size === 0
      ? l10n.t('none, so there is no honest metric')
      : l10n.t('not drawn yet');
  return {
    id: 'holdout',
    label: l10n.t('Hold-out'),
    description:
      size === 0
        ? absent
        : l10n.t('{0} of {1} answered', count(answered, language), count(size, language)),
    tooltip: [
      l10n.t(
        'Drawn at random and never trained on, so that the metrics are honest. {0} skipped.',
        count(skipped, language),
      ),
      ...(waiting > 0
        ? [l10n.t('Labelled by hand and waiting for their turn: {0}.', count(waiting, language))]
        : []),
      ...(advice === undefined ? [] : [advice]),
    ].join('\n'),
    icon: 'shield',
  };
}

function roundsNode(metric: CurveMetric, { view, language, l10n }: ProjectNodesInput): NodeView {
  const rounds = [...view.rounds].reverse();
  return {
    id: 'rounds',
    label: l10n.t('Rounds'),
    description: rounds.length === 0 ? l10n.t('none yet') : count(rounds.length, language),
    icon: 'graph-line',
    command: 'marginalia.showMetrics',
    ...(rounds.length === 0
      ? {}
      : { children: rounds.map((round) => roundNode(round, metric, l10n)) }),
  };
}

function roundNode(round: RoundSummary, metric: CurveMetric, l10n: Localize): NodeView {
  const now = metricNow(round.metrics, metric);
  const value = now ? `${metricName(metric, l10n)} ${plusMinus(now.value, now.halfWidth)}` : '–';
  return {
    id: `round-${round.round}`,
    label: l10n.t('Round {0}', round.round),
    description: l10n.t('{0} labels · {1}', round.labels, value),
    tooltip: [
      round.strategy,
      `C = ${round.c}`,
      ...(round.stale ? [formatEarlierVectors(round.stale, l10n)] : []),
      ...(round.original ? [l10n.t('vectors changed: fitted once more on those of today')] : []),
      ...(now ? [formatInterval(now, l10n)] : []),
    ].join(' · '),
    icon: 'circle-small-filled',
    command: 'marginalia.compareRounds',
    context: 'round',
    round: round.round,
  };
}
