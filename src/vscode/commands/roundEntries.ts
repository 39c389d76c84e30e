import type * as vscode from 'vscode';
import { metricName, metricNow, metricOf } from '../text/metrics/metricNames.ts';
import { plusMinus } from '../text/numbers.ts';
import type { Project } from '../project/project.ts';
import { localize } from '../windowLanguage.ts';

/** The rounds of an open project for a quick pick, the last one first. */
export function roundEntries({
  file,
  view,
}: Project): (vscode.QuickPickItem & { readonly round: number })[] {
  const metric = metricOf(file, view);
  return [...view.rounds].reverse().map(({ round, labels, metrics }) => {
    const now = metricNow(metrics, metric);
    const value = now
      ? `${metricName(metric, localize)} ${plusMinus(now.value, now.halfWidth)}`
      : '–';
    return {
      label: localize('Round {0}', round),
      description: localize('{0} labels · {1}', labels, value),
      round,
    };
  });
}
