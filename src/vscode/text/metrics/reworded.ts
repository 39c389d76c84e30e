import type { Localize } from '../../../core/localize.ts';
import { quoted } from '../labelChanges.ts';

/** Warns that descriptions changed after hold-out answers: tuning them on the hold-out biases the metrics. */
export function formatReworded(labels: readonly string[], localize: Localize): string {
  return localize(
    'Descriptions changed after hold-out records were answered: {0}. If they were tuned to improve the metrics, the metrics are too optimistic.',
    quoted(labels),
  );
}
