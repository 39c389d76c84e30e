import { textOf } from './messages/textOf.ts';
import type { LearnerView, BackgroundProgress } from '../../core/loop/learnerView.ts';
import type { CurveMetric } from '../../protocol/metrics.ts';
import { formatBackend } from './backendText.ts';
import { formatEmbeddingProgress, formatPart } from './embeddingProgress.ts';
import type { Localize } from '../../core/localize.ts';
import { formatInterval, latestMetric, metricName } from './metrics/metricNames.ts';
import { count, percent, plusMinus } from './numbers.ts';
import { progressText } from './progressText.ts';

export interface StatusInput {
  readonly title: string;
  readonly view: LearnerView;
  readonly open: boolean;
  readonly metric: CurveMetric;
  /** Why this metric is shown and not macro-F1. */
  readonly why?: string | undefined;
  readonly language?: string;
  readonly localize: Localize;
}

export interface StatusText {
  /** With codicons, in VS Code's syntax. */
  readonly text: string;
  readonly tooltip: string;
  readonly failed: boolean;
}

/** "412/10,000 · macro-F1 .84 ±.04", with a spinner in front during background work. */
export function statusText({
  title,
  view,
  open,
  metric,
  why,
  language,
  localize,
}: StatusInput): StatusText {
  const { phase, busy, counts, pool, holdout } = view;
  if (phase.kind === 'failed') {
    return { text: `$(error) ${title}`, tooltip: textOf(phase.message, localize), failed: true };
  }
  if (!open) {
    const tooltip = localize('{0} is not open. Click for what can be done with it.', title);
    return { text: `$(comment-discussion) ${title}`, tooltip, failed: false };
  }
  const now = latestMetric(view, metric);
  const parts = [
    ...(busy ? [progressText(busy, localize)] : []),
    pool.size > 0 ? `${count(counts.labelled, language)}/${count(pool.size, language)}` : title,
    ...(now ? [`${metricName(metric, localize)} ${plusMinus(now.value, now.halfWidth)}`] : []),
    ...(view.background && !busy ? [modelText(view.background, localize)] : []),
  ];
  const tooltip = [
    localize(
      '{0}: {1} of {2} labelled',
      title,
      count(counts.labelled, language),
      count(pool.size, language),
    ),
    localize('{0} skipped, {1} flagged', counts.skipped, counts.flagged),
    localize('hold-out: {0} of {1} answered', holdout.answered, holdout.size),
  ];
  if (view.conflicts) {
    tooltip.push(localize('Conflicts ({0})', count(view.conflicts, language)));
  }
  if (now) tooltip.push(formatInterval(now, localize));
  if (why !== undefined) tooltip.push(why);
  if (view.embedding !== undefined) tooltip.push(localize('Embedding: {0}', view.embedding));
  const part = formatPart(view, localize, language);
  if (part !== undefined) tooltip.push(part);
  if (view.background) tooltip.push(formatEmbeddingProgress(view.background, localize, language));
  if (view.backend) tooltip.push(formatBackend(view.backend, localize));
  const icon = busy ? '$(sync~spin)' : '$(comment-discussion)';
  return { text: `${icon} ${parts.join(' · ')}`, tooltip: tooltip.join('\n'), failed: false };
}

/** "sentence model 24 %" */
function modelText({ done, of, paused }: BackgroundProgress, localize: Localize): string {
  return paused
    ? localize('sentence model paused')
    : localize('sentence model {0}', percent(done, of));
}
