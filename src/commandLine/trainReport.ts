import { headlineOf } from '../core/projectFile/judgedBy.ts';
import type { TrainingResult } from '../host/trainProject.ts';
import { english } from './english.ts';
import { metricLine } from './statusReport.ts';
import { message } from '../core/messages/messages.ts';

/** The output of `train --json`. */
export function trainJson(trained: TrainingResult): object {
  const { round, isNew, embedding, project } = trained;
  const metric = headlineOf(project, round.metrics);
  return {
    round: round.round,
    added: isNew,
    at: new Date(round.at).toISOString(),
    labels: round.labels,
    c: round.c,
    ...(round.s !== undefined && { s: round.s }),
    embedding,
    kernel: round.kernel,
    metric: metric ? { name: metric.name, ...metric.measured } : null,
  };
}

/** The output of `train`. */
export function trainText(trained: TrainingResult): string {
  const { round, isNew, embedding, project } = trained;
  const { round: number, labels, c } = round;
  const outcome = isNew
    ? message('train.round', { round: number, labels, c, embedding })
    : message('train.noRound', { round: number });
  const metric = headlineOf(project, round.metrics);
  return [english(outcome), ...metricLine(metric ? { metric } : {})].join('\n');
}
