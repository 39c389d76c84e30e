import type { OrphanedLabel } from '../../core/labelSet/orphans.ts';
import type { Localize } from '../../core/localize.ts';
import { annotations, quoted } from './labelChanges.ts';

/** Describes annotations whose label is not in the label set. */
export function formatOrphan(
  { label, count, into }: OrphanedLabel,
  language: string,
  localize: Localize,
): string {
  const carried = annotations(count, language, localize);
  return into
    ? localize('“{0}” is not divided yet into {1}: {2} left.', label, quoted(into), carried)
    : localize(
        '“{0}” is not in the label set; its answers are kept but not trained on ({1}).',
        label,
        carried,
      );
}
