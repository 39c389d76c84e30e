import type { MetricsStrings, RoundView } from '../../src/protocol/metrics.ts';
import { formatShare } from '../common/format.ts';

/** ".84 (.80–.88)", or why there is none. */
export function roundValue({ value, low, high, reason }: RoundView): string {
  if (value === undefined) return reason ?? '–';
  if (low === undefined || high === undefined) return formatShare(value);
  return `${formatShare(value)} (${formatShare(low)}–${formatShare(high)})`;
}

/** "round 12 · 140 training labels · .84 (.80–.88) · margin · C 10 · calibrated with T = 1.12" */
export function roundInWords(round: RoundView, strings: MetricsStrings): string {
  return [
    `${strings.round} ${round.round}`,
    `${round.labels} ${strings.labelsAxis}`,
    roundValue(round),
    round.strategy,
    `C ${round.c}`,
    ...(round.s === undefined ? [] : [`s ${round.s}`]),
    ...(round.calibrated === undefined ? [] : [round.calibrated]),
    ...(round.stale ? [round.stale] : []),
    ...(round.reworded === undefined ? [] : [round.reworded]),
    ...(round.refitted ? [round.refitted.message] : []),
  ].join(' · ');
}
