import { untranslated } from '../core/localize.ts';
import type { ForecastView } from '../core/loop/learnerView.ts';
import type { ProjectStatus } from '../host/projectStatus.ts';
import { counted } from '../vscode/text/messages/counted.ts';
import { textOf } from '../vscode/text/messages/textOf.ts';
import { whyUnavailable } from '../vscode/text/messages/whyUnavailable.ts';
import { formatTemperature } from '../vscode/text/messages/temperatureText.ts';
import { metricTitles } from './simulationTables.ts';
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
    ...('code' in pool && { poolProblem: textOf(pool, untranslated) }),
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
  return 'reason' in forecast ? { reason: textOf(forecast.reason, untranslated) } : forecast;
}

/** The labels in order, each with its record count. */
function countsByLabel({ labels, counts }: ProjectStatus): [label: string, count: number][] {
  return labels.map((label) => [label, counts.byLabel[label] ?? 0]);
}

/** The output of `status`. */
export function statusText(status: ProjectStatus): string {
  const { name, pool, counts, from, orphanedLabels, labelsInFile = 0 } = status;
  const { labelled } = counts;
  const records =
    'code' in pool ? counted(labelled, 'record') : `${labelled} of ${counted(pool.size, 'record')}`;
  const none = counts.none ? `, ${counts.none} of them with none of the labels` : '';
  return [
    `${name}: ${records} labelled${none}; ${counts.skipped} skipped, ${counts.flagged} flagged`,
    ...(from === 'mirror' ? [`Answers from ${name}.labels.jsonl; there is no database.`] : []),
    ...(from === 'nowhere' && labelsInFile === 0
      ? ['Nothing is answered yet; there is no database.']
      : []),
    ...(labelsInFile > 0
      ? [
          `${counted(labelsInFile, 'row')} of the pool's file have a label of their own; \`marginalia train\` takes them as answers, as VS Code does at its first opening.`,
        ]
      : []),
    '',
    table([
      ['label', 'records'],
      ...countsByLabel(status).map(([label, count]) => [label, String(count)]),
      ...orphanedLabels.map(({ label, count }) => [`${label} (not in the label set)`, `${count}`]),
    ]),
    '',
    holdoutLine(status),
    roundsLine(status),
    ...metricLine(status),
    ...targetLine(status),
    ...(status.conflicts === undefined
      ? []
      : [`Conflicts: ${counted(status.conflicts, 'record')} with answers of imports that differ`]),
  ].join('\n');
}

function roundsLine({ rounds }: ProjectStatus): string {
  const last = rounds.at(-1);
  if (!last) return 'Rounds: none yet';
  const { labels, temperature } = last;
  const parts = [
    `Rounds: ${rounds.length}, the last one with ${counted(labels, 'training label')}`,
    ...(temperature === undefined ? [] : [formatTemperature(temperature, untranslated)]),
  ];
  return parts.join(', ');
}

function holdoutLine({ holdout }: ProjectStatus): string {
  const { size, answered, skipped, waiting = 0, behind = 0, conflicts = 0 } = holdout;
  if (size === 0) return 'Hold-out: not drawn yet';
  const parts = [
    `${answered} of ${size} count`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(waiting > 0 ? [`${waiting} with an answer wait for their turn to be asked blind`] : []),
    ...(behind > 0 ? [`${behind} with an answer wait for records before them without one`] : []),
    ...(conflicts > 0 ? [`${conflicts} differ from answers given by hand`] : []),
  ];
  return `Hold-out: ${parts.join(', ')}`;
}

/** The metric's value and interval; no line if there is no metric yet. */
export function metricLine({ metric }: Pick<ProjectStatus, 'metric'>): string[] {
  if (!metric) return [];
  const { name, measured } = metric;
  const title = metricTitles[name];
  if (measured.value === null)
    return [`${title}: ${whyUnavailable(measured.reason, untranslated)}`];
  const { value, low, high } = measured;
  return [`${title}: ${value.toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`];
}

function targetLine({ target: targetStatus }: ProjectStatus): string[] {
  if (!targetStatus) return [];
  const { target, reached, forecast } = targetStatus;
  const wanted = `Target: ${metricTitles[target.metric]} ${target.value}`;
  if (reached) return [`${wanted}, reached`];
  if (!forecast) return [`${wanted}, not reached; the next round tells how many labels it takes`];
  if ('reason' in forecast)
    return [
      `${wanted}, not reached. How many more labels? ${textOf(forecast.reason, untranslated)}`,
    ];
  if ('aboutThere' in forecast) return [`${wanted}, about reached`];
  const { low, high } = forecast;
  const range = high === undefined ? `more than ${low}` : `${low} to ${high}`;
  return [`${wanted}, reached with ${range} more labels`];
}
