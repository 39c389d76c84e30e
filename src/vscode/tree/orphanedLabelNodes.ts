import type { OrphanedLabel } from '../../core/labelSet/orphans.ts';
import { formatOrphan } from '../text/orphanedLabels.ts';
import type { Localize } from '../../core/localize.ts';
import { count } from '../text/numbers.ts';
import type { NodeView } from './nodeView.ts';

/** Labels on annotations that are not in the label set. */
export function orphanedLabelNodes(
  orphans: readonly OrphanedLabel[],
  language: string | undefined,
  localize: Localize,
): NodeView[] {
  return orphans.map((orphan) => {
    const number = count(orphan.count, language);
    return {
      id: `stray-${orphan.label}`,
      label: orphan.label,
      description: orphan.into
        ? localize('{0} to be divided', number)
        : localize('{0} · not in the label set', number),
      tooltip: formatOrphan(orphan, language ?? 'en', localize),
      icon: orphan.into ? 'split-horizontal' : 'warning',
      ...(orphan.into ? {} : { color: 'problemsWarningIcon.foreground' }),
      command: orphan.into ? 'marginalia.divideLabel' : 'marginalia.mendLabel',
      context: orphan.into ? 'split' : 'stray',
      target: orphan.label,
    };
  });
}
