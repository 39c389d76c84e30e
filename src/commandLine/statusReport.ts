import { countOf } from '../core/labels.ts';
import type { ForecastView } from '../core/loop/learnerView.ts';
import { message, type MessageCode, type Messages } from '../core/messages/messages.ts';
import type { ProjectStatus } from '../host/projectStatus.ts';
import { english } from './english.ts';
import { table } from './table.ts';

/** The output of `status --json`. */
export function statusJson(status: ProjectStatus): object {
  const { name, task, from, pool, counts, holdout, rounds, metric, target } = status;
  const { labelled, none = 0, skipped, flagged } = counts;
  const last = rounds.at(-1);
  return {
    project: name,
    task,
    answersFrom: from,
    pool: 'code' in pool ? null : { records: pool.size, rows: pool.rowsRead },
    ...('code' in pool && { poolProblem: english(pool) }),
    labelled,
    ...(task === 'single' ? {} : { none }),
    skipped,
    flagged,
    labels: Object.fromEntries(countsByLabel(status)),
    orphans: Object.fromEntries(status.orphanedLabels.map(({ label, count }) => [label, count])),
    labelsInFile: status.labelsInFile ?? 0,
    holdout,
    rounds: rounds.length,
    lastRound: last
      ? {
          round: last.round,
          at: new Date(last.at).toISOString(),
          labels: last.labels,
          temperature: last.temperature ?? 1,
        }
      : null,
    metric: metric ? { name: metric.name, ...metric.measured } : null,
    target: target ? { ...target.target, reached: target.reached } : null,
    conflicts: status.conflicts ?? 0,
    forecast: target?.forecast ? forecastJson(target.forecast) : null,
  };
}

function forecastJson(forecast: ForecastView): object {
  return 'reason' in forecast ? { reason: english(forecast.reason) } : forecast;
}

/** The labels in order, each with its record count. */
function countsByLabel({ labels, counts }: ProjectStatus): [label: string, count: number][] {
  return labels.map((label) => [label, countOf(counts.byLabel, label)]);
}

/** The output of `status`. */
export function statusText(status: ProjectStatus): string {
  const { name, pool, counts, from, orphanedLabels, labelsInFile = 0, conflicts } = status;
  const { labelled, none = 0, skipped, flagged } = counts;
  const size = 'code' in pool ? {} : { size: pool.size };
  return [
    line('status.labelled', { name, labelled, ...size, none, skipped, flagged }),
    ...(from === 'mirror' ? [line('status.fromMirror', { name })] : []),
    ...(from === 'nowhere' && labelsInFile === 0 ? [line('status.noAnswers', {})] : []),
    ...(labelsInFile > 0 ? [line('status.labelsInFile', { count: labelsInFile })] : []),
    '',
    table([
      ['label', 'records'],
      ...countsByLabel(status).map(([label, count]) => [label, String(count)]),
      ...orphanedLabels.map(({ label, count }) => [
        line('status.orphanedLabel', { label }),
        String(count),
      ]),
    ]),
    '',
    holdoutLine(status),
    roundsLine(status),
    ...metricLine(status),
    ...(status.target ? [line('status.target', status.target)] : []),
    ...(conflicts === undefined ? [] : [line('status.conflicts', { count: conflicts })]),
  ].join('\n');
}

function roundsLine({ rounds }: ProjectStatus): string {
  const last = rounds.at(-1);
  return line('status.rounds', {
    rounds: rounds.length,
    ...(last && { labels: last.labels }),
    ...(last?.temperature !== undefined && { temperature: last.temperature }),
  });
}

function holdoutLine({ holdout }: ProjectStatus): string {
  const { size, answered, skipped, waiting = 0, behind = 0, conflicts = 0 } = holdout;
  return line('status.holdout', { size, answered, skipped, waiting, behind, conflicts });
}

/** The metric's value and interval; no line if there is no metric yet. */
export function metricLine({ metric }: Pick<ProjectStatus, 'metric'>): string[] {
  return metric ? [line('status.metric', metric)] : [];
}

function line<Code extends MessageCode>(code: Code, params: Messages[Code]): string {
  return english(message(code, params));
}
