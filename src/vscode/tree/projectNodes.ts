import { textOf } from '../text/messages/textOf.ts';
import { countOf } from '../../core/labels.ts';
import { stylesOf } from '../../core/labelSet/labelStyles.ts';
import type { LearnerView, RoundSummary } from '../../core/loop/learnerView.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { CurveMetric } from '../../protocol/metrics.ts';
import type { Localize } from '../../core/localize.ts';
import { formatInterval, metricName, metricNow, metricOf } from '../text/metrics/metricNames.ts';
import { holdoutAdvice } from '../text/metrics/holdoutAdvice.ts';
import { count, percent, plusMinus } from '../text/numbers.ts';
import { formatEarlierVectors, formatRefitted } from '../text/metrics/earlierVectors.ts';
import { conflictNodes, queuesNode } from './queuesNode.ts';
import { formatQuery } from '../text/strategies.ts';
import { settingNodes } from './settingNodes.ts';
import { orphanedLabelNodes } from './orphanedLabelNodes.ts';
import type { NodeView } from './nodeView.ts';

export interface ProjectNodesInput {
  /** Undefined while the project file cannot be read. */
  readonly project: ProjectFile | undefined;
  readonly view: LearnerView;
  readonly open: boolean;
  /** Whether its pool changed on disk and waits to be read again. */
  readonly poolIsStale?: boolean;
  /** Problems of the project file. */
  readonly mistakes: readonly string[];
  readonly language?: string;
  readonly localize: Localize;
}

/** A project's child nodes: labels, hold-out, rounds and problems. */
export function projectNodes(input: ProjectNodesInput): NodeView[] {
  const { project, view, open, mistakes, localize } = input;
  const nodes: NodeView[] = mistakes.map((message, i) => ({
    id: `mistake-${i}`,
    label: message,
    tooltip: message,
    icon: 'error',
    color: 'problemsErrorIcon.foreground',
    command: 'marginalia.openProjectFile',
  }));
  if (view.phase.kind === 'failed' && mistakes.length === 0) {
    const message = textOf(view.phase.message, localize);
    nodes.push({
      id: 'failed',
      label: message,
      tooltip: message,
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
      label: localize('Open Panel'),
      icon: 'comment-discussion',
      command: 'marginalia.openPanel',
    });
    return nodes;
  }
  nodes.push(
    ...conflictNodes(view, input.language, localize),
    queuesNode(view, input.language, localize),
    holdoutNode(project, input),
    roundsNode(metricOf(project, input.view), input),
    ...settingNodes(project, view, localize),
  );
  if (input.poolIsStale) {
    nodes.push({
      id: 'stale',
      label: localize('The pool changed'),
      description: localize('Read Again'),
      icon: 'refresh',
      command: 'marginalia.resume',
    });
  }
  const problems = view.notices.find(({ id }) => id === 'pool-problems');
  const rows = problems && textOf(problems.message, localize);
  if (view.problemCount > 0) {
    nodes.push({
      id: 'problems',
      label: rows ?? localize('Problems in the pool'),
      ...(rows === undefined ? {} : { tooltip: rows }),
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
  { view, open, language, localize }: ProjectNodesInput,
): NodeView {
  const { labelled, none = 0, byLabel } = view.counts;
  const styles = stylesOf(labels, view.styles);
  const unjudged = new Map(view.unjudged.map(({ label, records }) => [label, records]));
  const whyNot = (name: string): string =>
    view.described.includes(name)
      ? localize('from its description only')
      : localize('not learnt yet');
  const children = labels.map(({ name, description }, i): NodeView => {
    const number = countOf(byLabel, name);
    const notLearnt = open && !view.starting && !view.learnt.includes(name);
    const unknown = unjudged.get(name);
    const balance = [
      count(number, language),
      percent(number, labelled),
      ...(unknown === undefined ? [] : [localize('{0} unknown', count(unknown, language))]),
    ].join(' · ');
    const { key, color, variant } = styles[i]!;
    const tooltip = [
      key === undefined ? name : localize('{0} (key {1})', name, key),
      ...(description === undefined ? [] : [description]),
    ];
    return {
      id: `label-${name}`,
      label: name,
      tooltip: tooltip.join('\n'),
      style: { color, variant },
      context: 'label',
      target: name,
      ...(open ? { description: notLearnt ? `${balance} · ${whyNot(name)}` : balance } : {}),
    };
  });
  if (open && none > 0) {
    children.push({
      id: 'none',
      label: localize('None of these'),
      description: `${count(none, language)} · ${percent(none, labelled)}`,
      icon: 'circle-slash',
    });
  }
  children.push(...orphanedLabelNodes(view.orphanedLabels, language, localize));
  return {
    id: 'labels',
    label: localize('Labels'),
    icon: 'tag',
    context: 'labels',
    expanded: true,
    children,
    ...(open
      ? {
          description: localize(
            '{0} of {1}',
            count(labelled, language),
            count(view.pool.size, language),
          ),
        }
      : {}),
  };
}

function holdoutNode(
  project: ProjectFile,
  { view, language, localize }: ProjectNodesInput,
): NodeView {
  const { answered, size, skipped, waiting = 0, behind = 0 } = view.holdout;
  const advice = holdoutAdvice(project, view, localize);
  const absent =
    project.holdout.size === 0
      ? localize('none, so there is no honest metric')
      : localize('not drawn yet');
  return {
    id: 'holdout',
    label: localize('Hold-out'),
    description:
      size === 0
        ? absent
        : localize('{0} of {1} answered', count(answered, language), count(size, language)),
    tooltip: [
      localize(
        'Drawn at random and never trained on, so that the metrics are honest. {0} skipped.',
        count(skipped, language),
      ),
      ...(waiting > 0
        ? [
            localize(
              'Answered by hand or by an import, and waiting for their turn: {0}.',
              count(waiting, language),
            ),
          ]
        : []),
      ...(behind > 0
        ? [
            localize(
              'Answered, and counted once the records before them are: {0}.',
              count(behind, language),
            ),
          ]
        : []),
      ...(advice === undefined ? [] : [advice]),
    ].join('\n'),
    icon: 'shield',
  };
}

function roundsNode(
  metric: CurveMetric,
  { view, language, localize }: ProjectNodesInput,
): NodeView {
  const rounds = [...view.rounds].reverse();
  return {
    id: 'rounds',
    label: localize('Rounds'),
    description: rounds.length === 0 ? localize('none yet') : count(rounds.length, language),
    icon: 'graph-line',
    command: 'marginalia.showMetrics',
    ...(rounds.length === 0
      ? {}
      : { children: rounds.map((round) => roundNode(round, rounds[0], metric, localize)) }),
  };
}

function roundNode(
  round: RoundSummary,
  latest: RoundSummary | undefined,
  metric: CurveMetric,
  localize: Localize,
): NodeView {
  const now = metricNow(round.metrics, metric);
  const value = now
    ? `${metricName(metric, localize)} ${plusMinus(now.value, now.halfWidth)}`
    : '–';
  return {
    id: `round-${round.round}`,
    label: localize('Round {0}', round.round),
    description: localize('{0} labels · {1}', round.labels, value),
    tooltip: [
      formatQuery(round, localize),
      `C = ${round.c}`,
      formatEarlierVectors(round, latest, localize),
      formatRefitted(round, localize),
      ...(now ? [formatInterval(now, localize)] : []),
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
    icon: 'circle-small-filled',
    command: 'marginalia.compareRounds',
    context: 'round',
    round: round.round,
  };
}
