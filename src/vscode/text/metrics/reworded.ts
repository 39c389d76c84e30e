import type { Localize } from '../../../core/localize.ts';
import { quoted } from '../labelChanges.ts';

/** Warns that rewording labels until the metrics improve tunes on the hold-out. */
export function formatReworded(labels: readonly string[], localize: Localize): string {
  return localize(
    'Descriptions changed after hold-out records were answered: {0}. If they were tuned to the metrics, the metrics are too good.',
    quoted(labels),
  );
}
