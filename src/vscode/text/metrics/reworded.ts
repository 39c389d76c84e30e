import type { Localize } from '../../../core/localize.ts';
import { quoted } from '../labelChanges.ts';

/** Warns that rewording labels until the metrics improve tunes on the hold-out. */
export function formatReworded(labels: readonly string[], localize: Localize): string {
  return localize(
    'Descriptions changed after hold-out answers were there: {0}. If they were changed for the sake of the metrics, these flatter.',
    quoted(labels),
  );
}
