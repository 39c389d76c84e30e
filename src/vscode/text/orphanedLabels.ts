import type { OrphanedLabel } from '../../core/labelSet/strayLabels.ts';
import type { Localize } from '../localize.ts';
import { annotations, quoted } from './labelChanges.ts';

/** What is the matter with annotations whose label is not in the label set. */
export function formatOrphan(
  { label, count, into }: OrphanedLabel,
  language: string,
  l10n: Localize,
): string {
  const carried = annotations(count, language, l10n);
  return into
    ? l10n.t('“{0}” is not divided yet into {1}: {2} left.', label, quoted(into), carried)
    : l10n.t(
        '“{0}” is not in the label set; its answers are kept, and train nothing ({1}).',
        label,
        carried,
      );
}
